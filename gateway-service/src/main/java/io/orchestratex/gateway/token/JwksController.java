package io.orchestratex.gateway.token;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;

/** The public keys, for those who check our tokens (RFC 7517). */
@Controller("/.well-known/jwks.json")
@PermitAll
@Hidden
class JwksController {

  private final SigningKeys keys;

  JwksController(SigningKeys keys) {
    this.keys = keys;
  }

  @Get
  @Produces(MediaType.APPLICATION_JSON)
  HttpResponse<String> keys() {
    return HttpResponse.ok(keys.published().toString())
        .header("Cache-Control", "public, max-age=60");
  }
}
