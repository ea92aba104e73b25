package io.orchestratex.backup.repository;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.SectionedOutput;
import io.orchestratex.backup.pipeline.Content;
import io.orchestratex.backup.pipeline.SealedOutput;
import io.orchestratex.backup.repository.RepositoryWriter.Stored;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file on its way into chunks. That it is closed does not say that it is whole: only {@link
 * #content()} does. For one thread.
 */
public final class ChunkedOutput extends SectionedOutput {

  private final RepositoryWriter writer;
  private final SealedOutput sealedList;
  private final ChunkList.Writer list;
  private final Cutter cutter;
  private final MessageDigest digest = ContentHash.sha256();
  private long plainBytes;
  private boolean closed;
  private boolean whole;

  // What the worker counts; it has ended its work when these are asked for.
  private long storedBytes;
  private long addedBytes;
  private long chunks;
  private long listedBytes;

  ChunkedOutput(RepositoryWriter writer, SealedOutput sealedList, Cutter cutter) {
    this.writer = writer;
    this.sealedList = sealedList;
    list = new ChunkList.Writer(sealedList);
    this.cutter = cutter;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    digest.update(buffer, offset, length);
    plainBytes += length;
    cutter.write(buffer, offset, length, this::submit);
  }

  @Override
  public void endSection() throws IOException {
    cutter.finish(this::submit);
  }

  private void submit(byte[] chunk) throws IOException {
    int length = chunk.length;
    writer.submit(chunk, stored -> note(stored, length));
  }

  private void note(Stored stored, int length) throws IOException {
    list.add(stored.id(), length, stored.pack());
    storedBytes += stored.bytes();
    addedBytes += stored.isNew() ? stored.bytes() : 0;
    chunks++;
    listedBytes += length;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (sealedList) {
      cutter.finish(this::submit);
      writer.await();
      list.close();
      if (listedBytes != plainBytes) {
        throw new IOException(
            "the list of chunks holds %d of %d bytes".formatted(listedBytes, plainBytes));
      }
      whole = true;
    }
  }

  /**
   * What was written; asked once, after {@link #close}.
   *
   * @throws IllegalStateException when not all of it was
   */
  public Chunked content() {
    if (!closed || !whole) {
      throw new IllegalStateException("the file was not written to its end");
    }
    return new Chunked(
        new Content(plainBytes, HexFormat.of().formatHex(digest.digest()), storedBytes, ""),
        sealedList.content(),
        chunks,
        addedBytes);
  }

  /**
   * A file in chunks.
   *
   * @param content what it holds; its stored length is that of its chunks
   * @param list the file that lists the chunks
   * @param chunks how many there are
   * @param addedBytes stored length of those that the repository did not have
   */
  public record Chunked(Content content, Content list, long chunks, long addedBytes) {}
}
