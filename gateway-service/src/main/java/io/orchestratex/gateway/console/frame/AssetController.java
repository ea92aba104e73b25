package io.orchestratex.gateway.console.frame;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.orchestratex.gateway.console.frame.Assets.Asset;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;

/** Sends styles, scripts and pictures, which hold nothing of anybody. */
@Controller(Assets.PATH)
@Produces(MediaType.ALL)
@PermitAll
@Hidden
class AssetController {

  private final Assets assets;

  AssetController(Assets assets) {
    this.assets = assets;
  }

  @Get("{fingerprint}/{name}")
  HttpResponse<byte[]> get(String fingerprint, String name, HttpRequest<?> request) {
    Asset asset = assets.find(name);
    if (asset == null) {
      throw FailureException.notFound("console.asset-unknown", "The console has no " + name + ".");
    }
    String accepted = request.getHeaders().get("Accept-Encoding");
    boolean gzip = accepted != null && accepted.contains("gzip");
    MutableHttpResponse<byte[]> response =
        HttpResponse.ok(gzip ? asset.gzipped() : asset.plain())
            .header("Content-Type", asset.type())
            .header("Vary", "Accept-Encoding")
            .header("X-Content-Type-Options", "nosniff")
            // Another replica's page may name another version: it gets ours, and does not keep it.
            .header(
                "Cache-Control",
                asset.fingerprint().equals(fingerprint)
                    ? "public, max-age=31536000, immutable"
                    : "no-cache");
    return gzip ? response.header("Content-Encoding", "gzip") : response;
  }
}
