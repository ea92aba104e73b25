package io.orchestratex.kit.apidocs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI document that the compiler wrote from this service's controllers. Thread-safe. */
@Singleton
public final class OwnApiDocument {

  private static final String RESOURCE = "/META-INF/swagger/openapi.yml";

  OwnApiDocument() {}

  /**
   * The document as YAML.
   *
   * @throws FailureException NotFound when the module was built without {@code openapi.document}
   */
  public String yaml() {
    try (InputStream in = OwnApiDocument.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw FailureException.notFound("apidocs.missing", "This build has no API document.");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
