package io.orchestratex.gateway.console.service;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.types.files.StreamedFile;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file that a service sends; what breaks off there breaks off here.
 *
 * @param headers what the service says of it: its name, its length, its hash
 */
public record Download(InputStream body, Map<String, String> headers) {

  private static final List<String> KEPT =
      List.of("Content-Disposition", "Content-Length", "X-Content-SHA256");

  public Download {
    headers = Map.copyOf(headers);
  }

  static Download of(java.net.http.HttpResponse<InputStream> response) {
    Map<String, String> headers = new LinkedHashMap<>();
    KEPT.forEach(
        name -> response.headers().firstValue(name).ifPresent(value -> headers.put(name, value)));
    return new Download(response.body(), headers);
  }

  /** The answer that hands it on. */
  public HttpResponse<StreamedFile> response() {
    MutableHttpResponse<StreamedFile> response =
        HttpResponse.ok(new StreamedFile(body, MediaType.APPLICATION_OCTET_STREAM_TYPE));
    headers.forEach(response::header);
    return response;
  }
}
