package io.orchestratex.alert.channel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Scanner;

/** Reads a file of lines from its end. */
final class LogLines {

  private static final int BLOCK = 8_192;

  private LogLines() {}

  /** The position behind the last line feed, 0 when there is none. */
  static long endOfLastWholeLine(FileChannel file) throws IOException {
    return behindLineFeed(file, file.size(), 1);
  }

  /** Whether a line before {@code end} ends with this text. */
  static boolean anyEndsWith(FileChannel file, long end, String ending) throws IOException {
    file.position(0);
    Scanner lines = new Scanner(Channels.newInputStream(file), UTF_8).useDelimiter("\n");
    long at = 0;
    while (at < end && lines.hasNext()) {
      String line = lines.next();
      at += line.getBytes(UTF_8).length + 1L;
      if (line.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /** The last whole lines, oldest first. */
  static List<String> tail(FileChannel file, int count) throws IOException {
    long end = endOfLastWholeLine(file);
    long from = behindLineFeed(file, end, count + 1);
    ByteBuffer text = ByteBuffer.allocate(Math.toIntExact(end - from));
    fill(file, text, from);
    return new String(text.array(), 0, text.position(), UTF_8).lines().toList();
  }

  /** The position behind the n-th line feed before {@code end}, counted backwards; else 0. */
  private static long behindLineFeed(FileChannel file, long end, int n) throws IOException {
    int found = 0;
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (long behind = end; behind > 0; ) {
      int length = (int) Math.min(BLOCK, behind);
      long from = behind - length;
      fill(file, block.clear().limit(length), from);
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n' && ++found == n) {
          return from + i + 1;
        }
      }
      behind = from;
    }
    return 0;
  }

  private static void fill(FileChannel file, ByteBuffer block, long from) throws IOException {
    while (block.hasRemaining()) {
      if (file.read(block, from + block.position()) < 0) {
        return;
      }
    }
  }
}
