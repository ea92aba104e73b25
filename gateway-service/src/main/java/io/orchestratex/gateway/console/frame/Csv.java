package io.orchestratex.gateway.console.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table as a file (RFC 4180). What a spreadsheet would take for a formula is written as text. */
public final class Csv {

  /** What the answer is. */
  public static final String MEDIA_TYPE = "text/csv";

  private static final String FORMULA = "=+-@\t\r";

  private final StringBuilder text = new StringBuilder();

  public Csv(String... titles) {
    row(List.of(titles).toArray());
  }

  /** Adds a row; null is an empty cell. */
  public Csv row(@Nullable Object... cells) {
    for (int i = 0; i < cells.length; i++) {
      text.append(i == 0 ? "" : ",").append(cell(cells[i]));
    }
    text.append("\r\n");
    return this;
  }

  /** The answer that saves it. */
  public HttpResponse<byte[]> response(String fileName) {
    return HttpResponse.ok(text.toString().getBytes(UTF_8))
        .header("Content-Type", MEDIA_TYPE + "; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
  }

  private static String cell(@Nullable Object value) {
    String plain = value == null ? "" : value.toString();
    boolean formula =
        !(value instanceof Number) && !plain.isEmpty() && FORMULA.indexOf(plain.charAt(0)) >= 0;
    String safe = formula ? "'" + plain : plain;
    return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? "\"" + safe.replace("\"", "\"\"") + "\""
        : safe;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
