package dev.files.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-, 0, 100",
    "bytes=99-, 99, 1",
    "bytes=10-19, 10, 10",
    "bytes=90-1000, 90, 10",
    "bytes=-1, 99, 1",
    "bytes=-1000, 0, 100",
    "BYTES=5-5, 5, 1",
    "bytes=0-999999999999999999, 0, 100",
    "bytes=5-9223372036854775806, 5, 95",
    "bytes=5-9223372036854775807, 5, 95",
    "bytes=5-9223372036854775808, 5, 95",
    "bytes=5-99999999999999999999999999, 5, 95",
    "bytes=0000000000000000000000005-000000000000000000000000006, 5, 2",
    "bytes=-00000000000000000000000003, 97, 3",
    "bytes=-99999999999999999999, 0, 100"
  })
  void readsOneRange(String header, long offset, long length) {
    assertThat(RangeHeader.parse(header, 100)).containsExactly(new ByteRange(offset, length));
  }

  @Test
  void readsSeveralAndSkipsThoseBeyondTheEnd() {
    assertThat(RangeHeader.parse("bytes=0-1, 500-600 ,-2", 100))
        .isEqualTo(List.of(new ByteRange(0, 2), new ByteRange(98, 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=",
        "bytes=-",
        "bytes=5",
        "bytes=9-3",
        "bytes=a-b",
        "lines=0-1",
        "bytes=--1",
        "bytes=0x1-2",
        "bytes=1 - 2",
        "bytes=,",
        "bytes=1-2;3-4",
        "bytes=1-2,x",
        "bytes=\u00a01-2",
        "bytes=9223372036854775809-9223372036854775808",
        "bytes=0100-99",
        "bytes 1-2",
        ""
      })
  void ignoresWhatIsMalformed(String header) {
    assertThat(RangeHeader.parse(header, 100)).isEmpty();
  }

  @Test
  void membersWithoutAnythingSayNothing() {
    assertThat(RangeHeader.parse("bytes=,,1-2,\t,  ,4-4 ,", 100))
        .isEqualTo(List.of(new ByteRange(1, 2), new ByteRange(4, 1)));
  }

  @Test
  void ignoresTooManyRanges() {
    assertThat(RangeHeader.parse("bytes=" + "0-0,".repeat(9_999) + "0-0", 100)).isEmpty();
    assertThat(RangeHeader.parse("bytes=" + "0-0,".repeat(32) + "0-0", 100)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=100-",
        "bytes=-0",
        "bytes=-000",
        "bytes=200-300",
        "bytes=9223372036854775807-",
        "bytes=9223372036854775808-",
        "bytes=99999999999999999999-99999999999999999999",
      })
  void refusesWhatHasNoByte(String header) {
    assertThatThrownBy(() -> RangeHeader.parse(header, 100))
        .isInstanceOfSatisfying(
            FilesException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.RANGE_NOT_SATISFIABLE));
  }

  @Test
  void nothingOfAnEmptyRepresentationIsSatisfiable() {
    assertThatThrownBy(() -> RangeHeader.parse("bytes=0-", 0)).isInstanceOf(FilesException.class);
    // The suffix is satisfiable by section 14.1.2, but there is no way to say what it is.
    assertThat(RangeHeader.parse("bytes=-5", 0)).isEmpty();
  }
}
