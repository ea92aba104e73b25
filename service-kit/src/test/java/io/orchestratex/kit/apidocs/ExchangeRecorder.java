package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes what services really read and answer, as first drafts of examples: with {@code
 * -Dox.apidocs.record=DIR} each operation's longest successful exchange, and each service's
 * document.
 */
final class ExchangeRecorder {

  private static final @Nullable String FOLDER = System.getProperty("ox.apidocs.record");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ExchangeRecorder() {}

  /** Writes a service's document too. */
  static void document(String service, String yaml) {
    if (FOLDER == null) {
      return;
    }
    try {
      Path file = Path.of(FOLDER).resolve(service + ".openapi.yml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void record(ApiContract contract, Exchange exchange) {
    if (FOLDER == null || exchange.status() >= 300) {
      return;
    }
    contract
        .operationId(exchange)
        .ifPresent(id -> {
          write(id + ".request.json", exchange.requestBody());
          if (Exchange.isJson(exchange.responseHeaders())) {
            write(id + ".response.json", exchange.responseBody());
          }
        });
  }

  private static void write(String name, @Nullable String body) {
    if (FOLDER == null || body == null || body.isEmpty()) {
      return;
    }
    try {
      Path file = Path.of(FOLDER).resolve(name);
      Files.createDirectories(file.getParent());
      String pretty = JSON.writeValueAsString(JSON.readTree(body)) + "\n";
      if (!Files.exists(file) || Files.size(file) < pretty.length()) {
        Files.writeString(file, pretty);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
