package io.orchestratex.gateway.console.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events of a service, one after the other. Closing it tells the service that nobody
 * reads any more. One thread reads; another one may close.
 */
public final class EventStream implements AutoCloseable {

  private final InputStream in;
  private final BufferedReader lines;
  private final String service;

  EventStream(InputStream in, String service) {
    this.in = in;
    this.service = service;
    this.lines = new BufferedReader(new InputStreamReader(in, UTF_8));
  }

  /**
   * What was sent.
   *
   * @param name of the event; empty for a comment, which says only that the service is alive
   * @param data one line of JSON
   */
  public record ServerEvent(String name, String data) {

    /** Whether it is only a sign of life. */
    public boolean isComment() {
      return name.isEmpty();
    }
  }

  /**
   * Waits for the next event; null at the end.
   *
   * @throws ServiceFault when the service breaks off
   */
  public @Nullable ServerEvent next() {
    try {
      String name = "message";
      StringBuilder data = new StringBuilder();
      boolean comment = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            return new ServerEvent(name, data.toString());
          }
          if (comment) {
            return new ServerEvent("", "");
          }
          name = "message";
        } else if (line.startsWith(":")) {
          comment = true;
        } else if (line.startsWith("event:")) {
          name = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          data.append(data.isEmpty() ? "" : "\n").append(line.substring("data:".length()).strip());
        }
      }
      return null;
    } catch (IOException e) {
      throw ServiceFault.unavailable(service, "broke off its answer");
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // It was closed by the service.
    }
  }
}
