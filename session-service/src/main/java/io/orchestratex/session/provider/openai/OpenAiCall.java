package io.orchestratex.session.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.session.provider.openai.EventReader.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP of one answer, on a thread of its own, which can be ended from outside at any moment.
 * Redirects are not followed, so the configured address is the only one that is called. A server
 * that says when it wants to be asked again is asked again then, if the answer has the time for it.
 */
final class OpenAiCall {

  /** Too many requests, and a service that is too busy. */
  private static final Set<Integer> BUSY = Set.of(429, 503);

  private static final String DONE = "[DONE]";

  private final HttpClient client;
  private final HttpRequest request;
  private final OpenAiAnswer answer;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable CompletableFuture<HttpResponse<InputStream>> sent;
  private @Nullable InputStream body;

  OpenAiCall(HttpClient client, HttpRequest request, OpenAiAnswer answer) {
    this.client = client;
    this.request = request;
    this.answer = answer;
  }

  void begin() {
    Thread.ofVirtual().name("openai-call").start(this::run);
  }

  /** Ends the call: the connection is closed. */
  synchronized void stop() {
    stopped.countDown();
    if (sent != null) {
      sent.cancel(true);
    }
    if (body != null) {
      try {
        body.close();
      } catch (IOException e) {
        // It was being closed anyway.
      }
    }
  }

  private void run() {
    try {
      boolean again = true;
      while (again) {
        CompletableFuture<HttpResponse<InputStream>> asked = send();
        again = asked != null && !read(asked.join());
      }
    } catch (CompletionException e) {
      answer.failed(e.getCause() == null ? e : e.getCause());
    } catch (IOException | RuntimeException e) {
      answer.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.failed(e);
    }
  }

  private synchronized @Nullable CompletableFuture<HttpResponse<InputStream>> send() {
    if (stopped.getCount() == 0) {
      return null;
    }
    sent = client.sendAsync(request, BodyHandlers.ofInputStream());
    return sent;
  }

  /** False when the server shall be asked again. */
  private boolean read(HttpResponse<InputStream> response)
      throws IOException, InterruptedException {
    try (InputStream stream = response.body()) {
      synchronized (this) {
        body = stream;
        if (stopped.getCount() == 0) {
          return true;
        }
      }
      if (response.statusCode() == 200) {
        answer(response, stream);
        return true;
      }
    }
    if (!BUSY.contains(response.statusCode())) {
      answer.refused(response.statusCode());
      return true;
    }
    Optional<Duration> wait = RetryAfter.of(response.headers());
    if (wait.isEmpty() || !answer.mayWait(wait.get())) {
      answer.busy(response.statusCode(), wait.orElse(null));
      return true;
    }
    return stopped.await(wait.get().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void answer(HttpResponse<InputStream> response, InputStream stream) throws IOException {
    String type = response.headers().firstValue("content-type").orElse("");
    if (type.startsWith("application/json")) {
      byte[] whole = stream.readNBytes(BoundedEvents.MOST_BYTES + 1);
      if (whole.length > BoundedEvents.MOST_BYTES) {
        throw new BoundedEvents.TooLargeException();
      }
      answer.piece(Chunk.of(new String(whole, UTF_8)));
      answer.ended(false);
      return;
    }
    EventReader events = new EventReader(stream, answer::heard);
    for (Event event = events.next(); event != null; event = events.next()) {
      if (event.data().strip().equals(DONE)) {
        answer.ended(true);
      } else {
        answer.piece(
            event.name().equals("error") ? Chunk.error(event.data()) : Chunk.of(event.data()));
      }
    }
    answer.ended(false);
  }
}
