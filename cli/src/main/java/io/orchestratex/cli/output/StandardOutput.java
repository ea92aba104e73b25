package io.orchestratex.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Standard output as a program has to treat it: what cannot be written is a failure ({@link
 * OutputFailedException}), which Java's own stream keeps to itself.
 */
public final class StandardOutput {

  private static final int DESCRIPTOR = 1;

  /** POLLERR and POLLHUP: a pipe whose other end is closed. */
  private static final int GONE = 0x08 | 0x10;

  private static final OutputStream BYTES = new Failing(new FileOutputStream(FileDescriptor.out));

  private StandardOutput() {}

  /** The bytes themselves, for what is no text. */
  public static OutputStream bytes() {
    return BYTES;
  }

  /** A writer of text, flushed at each line. */
  public static PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(BYTES, System.out.charset()), true);
  }

  /** Whether the program that read it has closed its end, also while nothing is written. */
  public static boolean readerIsGone() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment asked = arena.allocate(8, 4);
      asked.set(ValueLayout.JAVA_INT, 0, DESCRIPTOR);
      int answers = (int) Poll.HANDLE.invokeExact(asked, 1L, 0);
      return answers > 0 && (asked.get(ValueLayout.JAVA_SHORT, 6) & GONE) != 0;
    } catch (Throwable e) {
      // A system without poll(2): the next write will tell.
      return false;
    }
  }

  /** The system's {@code poll}, found only when it is asked. */
  private static final class Poll {
    static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("poll"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));

    private Poll() {}
  }

  private static final class Failing extends OutputStream {
    private final OutputStream to;

    /** One failure is reported; what a verb still says on its way out is lost as well. */
    private volatile boolean failed;

    Failing(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (failed) {
        return;
      }
      try {
        to.write(bytes, offset, length);
      } catch (IOException e) {
        failed = true;
        throw new OutputFailedException(e);
      }
    }
  }
}
