package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoCursor;
import io.orchestratex.backup.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents by a thread of its own while those before them are worked on: the driver asks the
 * server for the next batch only when it needs it. A few megabytes wait at most. For one thread.
 */
final class ReadAhead implements AutoCloseable {

  private static final int WAITING = 3;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int LOOK_MILLIS = 50;

  private final MongoCursor<RawBsonDocument> cursor;
  private final BlockingQueue<Batch> read = new ArrayBlockingQueue<>(WAITING);
  private final Thread reader;
  private volatile boolean stopped;

  /** Documents, or how it ended. */
  private record Batch(List<RawBsonDocument> documents, @Nullable Throwable failure) {}

  /**
   * @param cursor is read by the other thread from now on, and closed by the caller after this
   */
  ReadAhead(MongoCursor<RawBsonDocument> cursor) {
    this.cursor = cursor;
    reader = Thread.ofPlatform().daemon().name("read-ahead").start(this::read);
  }

  private void read() {
    try {
      while (cursor.hasNext()) {
        List<RawBsonDocument> documents = new ArrayList<>();
        long bytes = 0;
        do {
          RawBsonDocument next = cursor.next();
          documents.add(next);
          bytes += next.getByteBuffer().remaining();
        } while (bytes < BATCH_BYTES && cursor.available() > 0);
        if (!handOver(new Batch(documents, null))) {
          return;
        }
      }
      handOver(new Batch(List.of(), null));
    } catch (RuntimeException | Error e) {
      handOver(new Batch(List.of(), e));
    }
  }

  /** Whether anybody still wants it. */
  private boolean handOver(Batch batch) {
    try {
      while (!stopped) {
        if (read.offer(batch, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** The next documents; empty at the end. Throws what reading threw. */
  List<RawBsonDocument> next() {
    try {
      Batch batch = read.take();
      switch (batch.failure()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {
          return batch.documents();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("backup.interrupted", "the dump was interrupted", e);
    }
  }

  /** Ends the other thread; what it waits for from the server comes first. */
  @Override
  public void close() {
    stopped = true;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
