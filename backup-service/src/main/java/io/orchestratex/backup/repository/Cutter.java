package io.orchestratex.backup.repository;

import java.io.IOException;

/** Cuts a stream into chunks of at most {@value Chunker#MAX} bytes. For one thread. */
interface Cutter {

  /** Takes a chunk, whose bytes it may keep. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] chunk) throws IOException;
  }

  void write(byte[] bytes, int offset, int length, Sink sink) throws IOException;

  /** Ends the stream. */
  void finish(Sink sink) throws IOException;
}
