package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
  @Test
  void readsListsWithCommasInTagsAndMembersWithoutAnything() {
    assertThat(EntityTag.parseList(",, \"a,b\" ,\tW/\"c\",, \"\" ,"))
        .hasValue(List.of(EntityTag.strong("a,b"), new EntityTag(true, "c"), EntityTag.strong("")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "a",
        "\"a",
        "a\"",
        "'a'",
        "w/\"a\"",
        "W/ \"a\"",
        "W/a",
        "\"a\" \"b\"",
        "\"a b\"",
        "\"a\"b",
        "*, \"a\"",
        "\"a\u0001\""
      })
  void refusesWhatIsMalformed(String text) {
    assertThat(EntityTag.parseList(text)).isEmpty();
  }

  @Test
  void oneTagIsNoList() {
    assertThat(EntityTag.parse(" W/\"a\" ")).hasValue(new EntityTag(true, "a"));
    assertThat(EntityTag.parse("\"a\", \"b\"")).isEmpty();
  }

  @Test
  void comparesByTheTableOfRfc9110() {
    EntityTag strong = EntityTag.strong("1");
    EntityTag weak = new EntityTag(true, "1");
    assertThat(strong.equalsStrongly(strong)).isTrue();
    assertThat(strong.equalsStrongly(weak)).isFalse();
    assertThat(weak.equalsStrongly(weak)).isFalse();
    assertThat(weak.equalsWeakly(strong)).isTrue();
    assertThat(weak.equalsWeakly(EntityTag.strong("2"))).isFalse();
    assertThat(weak).hasToString("W/\"1\"");
  }
}
