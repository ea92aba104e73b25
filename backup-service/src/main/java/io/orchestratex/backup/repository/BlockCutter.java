package io.orchestratex.backup.repository;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts a stream at each multiple of a length, for content that keeps its place: a change within a
 * block changes one chunk. The last chunk may be shorter. For one thread.
 */
final class BlockCutter implements Cutter {

  private final byte[] block;
  private int filled;

  /**
   * @param blockBytes at least 1; what is more than {@value Chunker#MAX} is cut smaller
   */
  BlockCutter(int blockBytes) {
    block = new byte[Math.clamp(blockBytes, 1, Chunker.MAX)];
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Sink sink) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, block.length - filled);
      System.arraycopy(bytes, from, block, filled, count);
      filled += count;
      from += count;
      left -= count;
      if (filled == block.length) {
        finish(sink);
      }
    }
  }

  @Override
  public void finish(Sink sink) throws IOException {
    if (filled > 0) {
      sink.take(Arrays.copyOf(block, filled));
      filled = 0;
    }
  }
}
