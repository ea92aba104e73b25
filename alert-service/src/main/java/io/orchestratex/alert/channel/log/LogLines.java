package io.orchestratex.alert.channel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Iterator;
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

  /** The lines from one position to another, read as they are asked for. */
  static Iterable<String> between(FileChannel file, long from, long end) throws IOException {
    file.position(from);
    Scanner lines = new Scanner(Channels.newInputStream(file), UTF_8).useDelimiter("\n");
    return () ->
        new Iterator<>() {
          private long at = from;

          @Override
          public boolean hasNext() {
            return at < end && lines.hasNext();
          }

          @Override
          public String next() {
            String line = lines.next();
            at += line.getBytes(UTF_8).length + 1L;
            return line;
          }
        };
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
