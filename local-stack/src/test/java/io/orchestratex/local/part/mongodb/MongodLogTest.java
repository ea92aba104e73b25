package io.orchestratex.local.part.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongodLogTest {

  @Test
  void aLineIsShownAsPeopleReadIt() {
    assertThat(
            MongodLog.readable(
                "{\"t\":{\"$date\":\"2026-11-21T15:56:20.520+00:00\"},\"s\":\"E\",  \"c\":\"STORAGE\","
                    + "\"id\":22435,\"ctx\":\"main\",\"msg\":\"WiredTiger error\","
                    + "\"attr\":{\"error\":28}}"))
        .isEqualTo("2026-11-21T15:56:20.520Z E STORAGE WiredTiger error {\"error\": 28}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not JSON", "{\"t\":{\"$da", "{\"msg\":\"no time\"}", "[1]"})
  void aLineOfAnotherFormIsShownAsItIs(String line) {
    assertThat(MongodLog.readable(line)).isEqualTo(line);
  }
}
