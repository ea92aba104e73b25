package io.orchestratex.backup.repository;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.pipeline.VaultUnreadableException;
import io.orchestratex.backup.repository.ChunkIndex.Place;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a backup writes. While the engine goes on,
 *
 * <pre>
 *  some threads hash, compress and encrypt chunks, and open them again
 *    ─▶ one thread puts them into packs in their order, and reads those back that are there already
 *      ─▶ one thread stores packs, and reads them back
 * </pre>
 *
 * so that everything which a backup refers to was read back when its last pack is stored. A few
 * chunks and one pack wait at most. A fault is thrown at the next call. Closing it ends the threads
 * and removes nothing. For one thread.
 */
public final class RepositoryWriter implements AutoCloseable {

  private static final int SEALING = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
  private static final int WAITING = 4 + 2 * SEALING;

  /** So long a call to a vault that was interrupted is waited for. */
  private static final int END_SECONDS = 5;

  private final Repository repository;
  private final Pipeline pipeline;
  private final Set<String> attempts;
  private final PackWriter packs;
  private final PackReader earlier;
  private final ChunkCodec codec;
  private final Queue<ChunkCodec> codecs = new ConcurrentLinkedQueue<>();
  private final ChunkIndex own = new ChunkIndex();
  private final ExecutorService sealers;
  private final ExecutorService packer;
  private final ExecutorService storer;
  private final Semaphore room = new Semaphore(WAITING);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private @Nullable Future<?> storing;

  /** Takes what became of a chunk. */
  @FunctionalInterface
  interface Taker {
    void take(Stored stored) throws IOException;
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }

  /**
   * @param tag of this attempt
   * @param attempts tags of all attempts at the backup
   */
  RepositoryWriter(
      Repository repository,
      Pipeline pipeline,
      RepositorySettings settings,
      String tag,
      Set<String> attempts) {
    this.repository = repository;
    this.pipeline = pipeline;
    this.attempts = Set.copyOf(attempts);
    packs =
        new PackWriter(
            repository.vault(), repository.keys(), tag, settings.packBytes(), this::storePack);
    earlier = new PackReader(repository.vault(), repository.keys());
    codec = newCodec();
    sealers = Executors.newFixedThreadPool(SEALING, threads("chunks-" + tag));
    packer = Executors.newSingleThreadExecutor(threads("packs-" + tag));
    storer = Executors.newSingleThreadExecutor(threads("store-" + tag));
  }

  private static ThreadFactory threads(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }

  private ChunkCodec newCodec() {
    return new ChunkCodec(repository.keys(), pipeline.compressionLevel());
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
    return begin(list, backup, name, 0);
  }

  /**
   * Begins a file.
   *
   * @param blockBytes the length of each of its chunks; 0 where its content says where it is cut
   */
  public ChunkedOutput begin(OutputStream list, String backup, String name, int blockBytes)
      throws IOException {
    return new ChunkedOutput(
        this,
        pipeline.writing(list, repository.keys().lists(), backup, name),
        blockBytes > 0 ? new BlockCutter(blockBytes) : new Chunker(repository.keys().gear()));
  }

  /** What became of a chunk. */
  record Stored(ChunkId id, String pack, int bytes, boolean isNew) {}

  /** A chunk's id, and how it is stored unless the repository has it. */
  private record Sealed(ChunkId id, byte @Nullable [] bytes) {}

  /** Has a chunk stored after those before it; waits while too many are under way. */
  void submit(byte[] plain, Taker taker) throws IOException {
    requireSound();
    try {
      room.acquire();
      Future<Sealed> sealed = sealers.submit(() -> sealed(plain));
      packer.execute(() -> {
        try {
          run(() -> taker.take(placed(plain, sealed)));
        } finally {
          room.release();
        }
      });
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (RejectedExecutionException e) {
      throw new IOException("the backup has ended", e);
    }
  }

  private Sealed sealed(byte[] plain) {
    ChunkId id = repository.keys().chunkId(plain);
    if (failure.get() != null || isOwn(id) || repository.shared(id, attempts) != null) {
      return new Sealed(id, null);
    }
    ChunkCodec free = codecs.poll();
    ChunkCodec used = free == null ? newCodec() : free;
    try {
      return new Sealed(id, used.seal(id, plain));
    } finally {
      codecs.add(used);
    }
  }

  private boolean isOwn(ChunkId id) {
    synchronized (own) {
      return own.find(id, _ -> true) != null;
    }
  }

  private Stored placed(byte[] plain, Future<Sealed> sealing) throws IOException {
    Sealed sealed;
    try {
      sealed = sealing.get();
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    }
    ChunkId id = sealed.id();
    Place known;
    synchronized (own) {
      known = own.find(id, _ -> true);
    }
    if (known == null) {
      known = readBack(id, plain);
    }
    if (known != null) {
      return new Stored(id, known.pack().name, known.entry().storedBytes(), false);
    }
    byte[] bytes = sealed.bytes() == null ? codec.seal(id, plain) : sealed.bytes();
    String pack = packs.add(id, bytes, plain.length);
    note(pack, id, bytes.length, plain.length);
    return new Stored(id, pack, bytes.length, true);
  }

  private void note(String pack, ChunkId id, int stored, int plain) {
    synchronized (own) {
      own.add(own.add(pack, 0, List.of()), new ChunkEntry(id, 0, stored, plain));
    }
  }

  /**
   * Where the repository has a chunk that was there before, read back just now; null where none is
   * as it should be. A pack that has a damaged one is not referred to any more.
   */
  private @Nullable Place readBack(ChunkId id, byte[] plain) throws IOException {
    for (Place place = repository.shared(id, attempts);
        place != null;
        place = repository.shared(id, attempts)) {
      String pack = place.pack().name;
      try {
        Optional<byte[]> stored = earlier.read(pack, place.entry());
        if (stored.isEmpty()) {
          repository.forget(pack);
        } else if (codec.holds(stored.get(), id, plain)) {
          note(pack, id, place.entry().storedBytes(), plain.length);
          return place;
        } else {
          repository.distrust(pack);
        }
      } catch (DamagedArtifactException e) {
        repository.distrust(pack);
      } catch (IOException e) {
        throw new VaultUnreadableException(Pack.FOLDER + pack, place.entry().offset(), e);
      }
    }
    return null;
  }

  /** Has a pack stored while the next one is built. */
  private void storePack(PackWriter.Full pack) throws IOException {
    awaitStored();
    storing = storer.submit(() -> run(pack::store));
  }

  private void awaitStored() throws IOException {
    Future<?> last = storing;
    storing = null;
    if (last != null) {
      try {
        last.get();
      } catch (InterruptedException e) {
        throw interrupted();
      } catch (ExecutionException e) {
        throw new IOException(String.valueOf(e.getCause()), e.getCause());
      }
      requireSound();
    }
  }

  private void run(Task task) {
    try {
      if (failure.get() == null) {
        task.run();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e); // A chunk that is not noted makes the backup worthless.
    }
  }

  /** Waits until all chunks that were submitted are in packs. */
  void await() throws IOException {
    requireSound();
    CountDownLatch done = new CountDownLatch(1);
    try {
      packer.execute(done::countDown);
      done.await();
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (RejectedExecutionException e) {
      throw new IOException("the backup has ended", e);
    }
    requireSound();
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the backup was interrupted");
  }

  private void requireSound() throws IOException {
    Throwable e = failure.get();
    if (e instanceof VaultFullException full) {
      throw new VaultFullException(String.valueOf(full.getMessage()), full);
    }
    if (e != null) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Stores the last pack: all chunks are in the vault now, and were read back. */
  public void finish() throws IOException {
    try {
      packer.execute(() ->
          run(() -> {
            packs.flush();
            awaitStored();
            earlier.close();
          }));
    } catch (RejectedExecutionException e) {
      throw new IOException("the backup has ended", e);
    }
    await();
  }

  @Override
  public void close() throws IOException {
    failure.compareAndSet(null, new IOException("the backup has ended"));
    boolean ended = true;
    for (ExecutorService each : List.of(sealers, packer, storer)) {
      each.shutdownNow();
    }
    try {
      for (ExecutorService each : List.of(sealers, packer, storer)) {
        ended &= each.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      ended = false;
      Thread.currentThread().interrupt();
    }
    if (ended) { // Else a thread uses them still, and they go with it.
      codec.close();
      codecs.forEach(ChunkCodec::close);
      earlier.close();
    }
  }
}
