package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.ContentHash;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CopyRowsTest {

  private static final String DATA = "1\tann\n2\t\\\\.\n\n\\N\tx\n\\.\n\n\n";

  @Test
  void findsTheRowsHoweverTheyAreCut() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ContentHash expected = new ContentHash();
    for (String row : new String[] {"1\tann", "2\t\\\\.", "", "\\N\tx"}) {
      byte[] bytes = row.getBytes(UTF_8);
      expected.add(bytes, 0, bytes.length);
    }
    byte[] data = DATA.getBytes(UTF_8);
    for (int round = 0; round < 200; round++) {
      CopyRows rows = new CopyRows();
      int at = 0;
      while (at < data.length) {
        int length = 1 + random.nextInt(data.length - at);
        rows.add(Arrays.copyOfRange(data, at, at + length), length);
        at += length;
      }
      assertThat(rows.ended()).as("seed %d", seed).isTrue();
      assertThat(rows.hash().fact("t")).as("seed %d", seed).isEqualTo(expected.fact("t"));
    }
  }

  @Test
  void seesThatTheEndIsMissing() {
    CopyRows rows = new CopyRows();
    byte[] data = "1\tann\n".getBytes(UTF_8);
    rows.add(data, data.length);

    assertThat(rows.ended()).isFalse();
  }
}
