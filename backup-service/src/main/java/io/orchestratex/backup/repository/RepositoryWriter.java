package io.orchestratex.backup.repository;

import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.repository.ChunkIndex.Place;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a backup writes. Chunks are hashed, compressed, encrypted and packed by a
 * thread of its own, in their order, while the engine goes on; a few of them wait at most. A fault
 * is thrown at the next call. Closing it ends the thread and removes nothing. For one thread.
 */
public final class RepositoryWriter implements AutoCloseable {

  private static final int WAITING = 6;

  private final Repository repository;
  private final Pipeline pipeline;
  private final ChunkCodec codec;
  private final PackWriter packs;
  private final ChunkIndex own = new ChunkIndex();
  private final ExecutorService worker;
  private final Semaphore room = new Semaphore(WAITING);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /** Work on chunks. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  RepositoryWriter(Repository repository, Pipeline pipeline, int packBytes, String tag) {
    this.repository = repository;
    this.pipeline = pipeline;
    codec = new ChunkCodec(repository.keys(), pipeline.compressionLevel());
    packs = new PackWriter(repository.vault(), repository.keys(), tag, packBytes);
    worker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("chunks-" + tag).factory());
  }

  /** The repository's id. */
  public String repository() {
    return repository.keys().id();
  }

  /**
   * Begins a file.
   *
   * @param list takes the list of its chunks, sealed as that of this backup and name
   */
  public ChunkedOutput begin(OutputStream list, String backup, String name) throws IOException {
    return new ChunkedOutput(
        this,
        pipeline.writing(list, repository.keys().lists(), backup, name),
        repository.keys().gear());
  }

  /** Where a chunk is, which is stored unless it is there; run by the worker. */
  Stored store(byte[] plain) throws IOException {
    ChunkId id = repository.keys().chunkId(plain);
    Place place = own.find(id, pack -> true);
    if (place == null) {
      place = repository.shared(id);
    }
    if (place != null) {
      return new Stored(id, place.pack().name, place.entry().storedBytes(), false);
    }
    byte[] sealed = codec.seal(id, plain);
    String pack = packs.add(id, sealed, plain.length);
    own.add(own.add(pack, 0, List.of()), new ChunkEntry(id, 0, sealed.length, plain.length));
    return new Stored(id, pack, sealed.length, true);
  }

  /** What became of a chunk. */
  record Stored(ChunkId id, String pack, int bytes, boolean isNew) {}

  /** Has a task run after those before it; waits while too many do. */
  void submit(Task task) throws IOException {
    requireSound();
    try {
      room.acquire();
      worker.execute(() -> run(task));
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (RejectedExecutionException e) {
      throw new IOException("the backup has ended", e);
    }
  }

  private void run(Task task) {
    try {
      if (failure.get() == null) {
        task.run();
      }
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      room.release();
    }
  }

  /** Waits until all that was submitted is done. */
  void await() throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    submit(() -> {});
    try {
      worker.execute(done::countDown);
      done.await();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    requireSound();
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the backup was interrupted");
  }

  private void requireSound() throws IOException {
    Exception e = failure.get();
    if (e instanceof VaultFullException full) {
      throw new VaultFullException(String.valueOf(full.getMessage()), full);
    }
    if (e != null) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Stores the last pack: all chunks are in the vault now, and were read back. */
  public void finish() throws IOException {
    submit(packs::flush);
    await();
  }

  @Override
  public void close() {
    failure.compareAndSet(null, new IOException("the backup has ended"));
    worker.shutdownNow();
  }
}
