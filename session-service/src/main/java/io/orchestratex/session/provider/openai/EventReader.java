package io.orchestratex.session.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as the <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">standard</a> has them:
 * lines end with LF, CR or both, a byte order mark may come first, comments keep the connection
 * alive. An event at the end of the stream counts also without the empty line that should follow
 * it.
 */
final class EventReader {

  private final BufferedReader lines;
  private final Runnable heard;
  private boolean first = true;

  /**
   * @param heard called for each line, comments included
   */
  EventReader(InputStream stream, Runnable heard) {
    this.lines = new BufferedReader(new InputStreamReader(new BoundedEvents(stream), UTF_8));
    this.heard = heard;
  }

  /**
   * An event.
   *
   * @param name {@code message} where none was sent
   */
  record Event(String name, String data) {}

  /** The next event that has data, or null at the end of the stream. */
  @Nullable Event next() throws IOException {
    String name = "message";
    StringBuilder data = new StringBuilder();
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          return new Event(name, data.toString());
        }
        name = "message";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      switch (field) {
        case "event" -> name = value;
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        default -> {
          // A comment, whose field is empty, or a field that says nothing about an answer.
        }
      }
    }
    return data.isEmpty() ? null : new Event(name, data.toString());
  }

  private @Nullable String line() throws IOException {
    String line = lines.readLine();
    heard.run();
    if (line != null && first) {
      first = false;
      return line.startsWith("\ufeff") ? line.substring(1) : line;
    }
    return line;
  }
}
