package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A live stream as text. */
final class LiveStream implements AutoCloseable {

  private final HttpResponse<InputStream> response;
  private final StringBuffer text = new StringBuffer();

  LiveStream(HttpResponse<InputStream> response) {
    this.response = response;
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    Thread.startVirtualThread(() -> {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        reader.lines().forEach(line -> text.append(line).append('\n'));
      } catch (IOException | UncheckedIOException e) {
        text.append("closed\n");
      }
    });
  }

  String until(String expected) {
    Awaitility.await(expected)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> text.indexOf(expected) >= 0);
    return text.toString();
  }

  /** Waits until it hears what happens. */
  String hears() {
    until("event: hello");
    Awaitility.await("news are heard")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> text.lastIndexOf("event: hello") > text.lastIndexOf("event: paused"));
    return text.toString();
  }

  String read() {
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
