package io.orchestratex.gateway.apidocs;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The API document and Swagger UI on it, for everybody. The page may load nothing from elsewhere
 * and run no script but its own.
 */
@Controller
@PermitAll
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
class ApiDocumentController {

  private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui-dist/5.30.1/";
  private static final String OWN = "/io/orchestratex/gateway/apidocs/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> ASSETS =
      Map.of(
          "swagger-ui.css", "text/css",
          "swagger-ui-bundle.js", "text/javascript",
          "favicon-32x32.png", "image/png",
          "start.js", "text/javascript");

  private final ApiDocument document;

  ApiDocumentController(ApiDocument document) {
    this.document = document;
  }

  @Get("/openapi.json")
  @Produces(MediaType.APPLICATION_JSON)
  String json() {
    return document.written().json();
  }

  @Get("/openapi.yml")
  @Produces("application/yaml")
  String yaml() {
    return document.written().yaml();
  }

  @Get("/swagger-ui")
  HttpResponse<byte[]> page() {
    return asset("index.html", "text/html; charset=utf-8", OWN)
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer");
  }

  @Get("/swagger-ui/{name}")
  HttpResponse<byte[]> asset(String name) {
    String type = ASSETS.get(name);
    if (type == null) {
      throw FailureException.notFound("apidocs.unknown", "Swagger UI has no " + name + ".");
    }
    return asset(name, type, name.equals("start.js") ? OWN : WEBJAR)
        .header("Cache-Control", "public, max-age=3600")
        .header("X-Content-Type-Options", "nosniff");
  }

  private static io.micronaut.http.MutableHttpResponse<byte[]> asset(
      String name, String type, String folder) {
    try (InputStream in = ApiDocumentController.class.getResourceAsStream(folder + name)) {
      if (in == null) {
        throw new IllegalStateException(folder + name + " is not on the class path");
      }
      return HttpResponse.ok(in.readAllBytes()).contentType(MediaType.of(type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
