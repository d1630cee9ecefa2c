package dev.files.protocol.http;

/**
 * What calls to a node and its answers say of who is meant and who answers, and the version of what
 * servers say to each other.
 *
 * <pre>
 * header            in a call                        in an answer
 * Files-Node        id of the node it is meant for   id of the node that gave it
 * Files-Directory   its data, where that is known    its data
 * Files-Protocol    what the caller speaks           what the node speaks
 * </pre>
 *
 * A server that does not say what it speaks speaks {@value #UNNAMED}: its calls and answers name
 * nobody. Two versions next to each other always understand each other.
 */
public final class NodeHeaders {
  public static final String NODE = "Files-Node";
  public static final String DIRECTORY = "Files-Directory";
  public static final String PROTOCOL = "Files-Protocol";

  /** Calls and answers name no node, and no epochs are given. */
  public static final int UNNAMED = 1;

  /** Calls and answers name the node. */
  public static final int NAMED = 2;

  /** What this build speaks. */
  public static final int CURRENT = NAMED;

  private NodeHeaders() {}
}
