package io.orchestratex.gateway;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;

/** Starts the gateway. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "OrchestrateX",
            version = "1",
            description =
                """
                Sign in with `POST /api/v1/auth/token` and send the access token as a bearer, or send \
                an API key in the header `X-API-Key` or as a bearer.

                A refusal is a problem document (RFC 9457, `application/problem+json`); its `code` \
                stays the same when its words change. Names of fields are in snake_case; a field that \
                is not known is refused. Times are RFC 3339 in UTC.

                Each caller has a number of requests per time: the headers `RateLimit-Policy` and \
                `RateLimit` of an answer say how many and what is left, and with 429 the header \
                `Retry-After` says how many seconds to wait. 503 with `Retry-After` means that a \
                service is away for now.\
                """))
public final class Application {

  private Application() {}

  public static void main(String[] args) {
    Micronaut.build(args).classes(Application.class).banner(false).start();
  }
}
