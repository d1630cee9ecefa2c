package dev.files.launcher;

/**
 * Every port of a cluster. All move with the offset. The last two digits of any two ports differ,
 * so clusters whose offsets are a multiple of 100 apart never meet.
 *
 * <pre>
 *   8080 … 8099   fronts; with a balancer it has the first, and they the others
 *   8130 … 8149   nodes
 *   9900 … 9919   management of fronts, on loopback
 *   9950 … 9969   management of nodes, on loopback
 *   5470          broker
 *   5471          management of the broker, on loopback
 *   5472          database
 *   5473          management of the balancer, on loopback
 * </pre>
 */
record Ports(int offset, boolean balanced) {
  static final int MOST_FRONTS = 19;
  static final int MOST_NODES = 20;

  /** Keeps the highest port, 9969 plus offset, a port. */
  static final int MOST_OFFSET = 55_000;

  Ports {
    if (offset < 0 || offset > MOST_OFFSET) {
      throw new LauncherException("--offset must be from 0 to " + MOST_OFFSET + ", not " + offset);
    }
  }

  /** Where a server listens for the others. */
  int main(Role role, int number) {
    return offset
        + switch (role) {
          case BALANCER -> 8080;
          case FRONT -> 8080 + within(number, MOST_FRONTS) - (balanced ? 0 : 1);
          case NODE -> 8130 + within(number, MOST_NODES) - 1;
          case BROKER -> 5470;
          case DATABASE -> 5472;
        };
  }

  int management(Role role, int number) {
    return offset
        + switch (role) {
          case FRONT -> 9900 + within(number, MOST_FRONTS) - 1;
          case NODE -> 9950 + within(number, MOST_NODES) - 1;
          case BROKER -> 5471;
          case BALANCER -> 5473;
          case DATABASE -> throw new IllegalArgumentException("the database has no management");
        };
  }

  private static int within(int number, int most) {
    if (number < 1 || number > most) {
      throw new IllegalArgumentException("server number " + number + " is not in 1 to " + most);
    }
    return number;
  }
}
