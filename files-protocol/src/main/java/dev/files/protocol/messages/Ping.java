package dev.files.protocol.messages;

import java.util.List;

/**
 * {@code POST /ping}: a node registers, or says that it is alive.
 *
 * @param id of the node, 32 hex digits
 * @param instance random at each start; tells two living servers with one id apart
 * @param url where front and nodes reach it
 * @param publicUrl where clients are redirected
 * @param capacityBytes what it may hold; usedBytes what it holds
 * @param inFlight requests being served
 * @param corrupt ids of chunks found bad, at most {@value #MAX_CORRUPT}
 * @param directory names the data that it holds, 32 hex digits; null from an older node
 * @param protocol what it speaks; see {@link dev.files.protocol.http.NodeHeaders}; null: 1
 * @param writableBytes of new chunks that it can really take now; null: capacity less what is used
 * @param state {@value #UNWELL} when it asks for no new chunks; null or any other word: well
 * @param pings the most that any answer said were recorded of it; null: it heard of none
 * @param workers its upkeep, at most {@value #MAX_WORKERS}; null from an older node
 */
public record Ping(
    String id,
    String instance,
    String url,
    String publicUrl,
    String host,
    String zone,
    long capacityBytes,
    long usedBytes,
    int inFlight,
    String version,
    List<String> corrupt,
    String directory,
    Integer protocol,
    Long writableBytes,
    String state,
    Long pings,
    List<WorkerReport> workers) {
  /** Of a node that neither names its data nor itself in its answers. */
  public Ping(
      String id,
      String instance,
      String url,
      String publicUrl,
      String host,
      String zone,
      long capacityBytes,
      long usedBytes,
      int inFlight,
      String version,
      List<String> corrupt) {
    this(
        id,
        instance,
        url,
        publicUrl,
        host,
        zone,
        capacityBytes,
        usedBytes,
        inFlight,
        version,
        corrupt,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  public static final int MAX_CORRUPT = 1000;
  public static final int MAX_WORKERS = 16;
  public static final String UNWELL = "unwell";
}
