package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void firstFrontListensOn8080PlusOffset() {
    assertThat(new Ports(0, false).main(Role.FRONT, 1)).isEqualTo(8080);
    assertThat(new Ports(1000, false).main(Role.FRONT, 1)).isEqualTo(9080);
  }

  @Test
  void aBalancerHasTheFirstPortAndFrontsTheNext() {
    assertThat(new Ports(1000, true).main(Role.BALANCER, 1)).isEqualTo(9080);
    assertThat(new Ports(1000, true).main(Role.FRONT, 1)).isEqualTo(9081);
  }

  @Test
  void largestClustersShareNoPortWhenOffsetsAreHundredsApart() {
    Set<Integer> used = new HashSet<>();
    int count = 0;
    for (int offset = 0; offset <= 5000; offset += 100) {
      Ports ports = new Ports(offset, true);
      count += addAll(used, ports, Role.FRONT, Ports.MOST_FRONTS);
      count += addAll(used, ports, Role.NODE, Ports.MOST_NODES);
      count += addAll(used, ports, Role.BROKER, 1);
      count += addAll(used, ports, Role.BALANCER, 1);
      used.add(ports.main(Role.DATABASE, 1));
      count++;
    }
    assertThat(used).hasSize(count);
  }

  @Test
  void refusesOffsetsThatLeaveThePortRange() {
    assertThat(new Ports(Ports.MOST_OFFSET, false).management(Role.NODE, Ports.MOST_NODES))
        .isLessThan(65_536);
    assertThatThrownBy(() -> new Ports(Ports.MOST_OFFSET + 1, false))
        .hasMessageContaining("--offset");
    assertThatThrownBy(() -> new Ports(-1, false)).hasMessageContaining("--offset");
  }

  private static int addAll(Set<Integer> used, Ports ports, Role role, int most) {
    for (int n = 1; n <= most; n++) {
      used.add(ports.main(role, n));
      used.add(ports.management(role, n));
    }
    return 2 * most;
  }
}
