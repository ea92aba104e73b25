package io.orchestratex.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCutterTest {

  /** However the stream arrives, and also where the length asked for is too large. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4_095, 8_192, 100_000})
  void eachChunkButTheLastHasTheLength(int pieces) throws IOException {
    byte[] stream = new byte[3 * 8_192 + 17];
    new Random(1).nextBytes(stream);
    List<byte[]> chunks = new ArrayList<>();
    BlockCutter cutter = new BlockCutter(8_192);
    for (int at = 0; at < stream.length; at += pieces) {
      cutter.write(stream, at, Math.min(pieces, stream.length - at), chunks::add);
    }
    cutter.finish(chunks::add);
    cutter.finish(chunks::add);

    assertThat(chunks).extracting(chunk -> chunk.length).containsExactly(8_192, 8_192, 8_192, 17);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] chunk : chunks) {
      whole.write(chunk);
    }
    assertThat(whole.toByteArray()).isEqualTo(stream);
    List<byte[]> large = new ArrayList<>();
    new BlockCutter(Integer.MAX_VALUE).write(new byte[Chunker.MAX], 0, Chunker.MAX, large::add);
    assertThat(large).hasSize(1);
  }
}
