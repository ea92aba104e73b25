package io.orchestratex.gateway.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import java.util.List;

/** The public keys, for those who check our tokens (RFC 7517). */
@Controller("/.well-known/jwks.json")
@PermitAll
@Tag(name = "Sign-in")
class JwksController {

  private final SigningKeys keys;

  JwksController(SigningKeys keys) {
    this.keys = keys;
  }

  @Get
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getSigningKeys",
      summary = "Get the public keys that check tokens",
      description =
          "A JSON Web Key Set as in RFC 7517. It holds the key that signs now, the one that signs"
              + " next, and those whose tokens have not all expired.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The keys",
              headers =
                  @Header(
                      name = "Cache-Control",
                      description = "How long the keys may be kept",
                      required = true,
                      schema = @Schema(type = "string"))))
  HttpResponse<KeySet> keys() {
    return HttpResponse.ok(
            new KeySet(keys.published().getKeys().stream().map(PublicKey::of).toList()))
        .header("Cache-Control", "public, max-age=60");
  }

  /**
   * A JSON Web Key Set, as in RFC 7517.
   *
   * @param keys the public keys; a token names its key by {@code kid}
   */
  @Schema(name = "JsonWebKeySet")
  record KeySet(List<PublicKey> keys) {}

  /**
   * The public part of an RSA key, as in RFC 7518, section 6.3.1.
   *
   * @param kty the kind of key, {@code RSA}
   * @param use what it is for, {@code sig}
   * @param alg how it signs, {@code RS256}
   * @param kid the key's id, a UUID
   * @param n the modulus, in base64url
   * @param e the exponent, in base64url
   */
  @Schema(name = "JsonWebKey")
  record PublicKey(String kty, String use, String alg, String kid, String n, String e) {
    static PublicKey of(JWK key) {
      RSAKey rsa = key.toRSAKey();
      return new PublicKey(
          rsa.getKeyType().getValue(),
          rsa.getKeyUse().identifier(),
          rsa.getAlgorithm().getName(),
          rsa.getKeyID(),
          rsa.getModulus().toString(),
          rsa.getPublicExponent().toString());
    }
  }
}
