package io.orchestratex.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.identity.LoginAudit.Login;
import io.orchestratex.gateway.identity.LoginAudit.LoginFilter;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who signed in and who tried to, for admins. */
@Controller("/api/v1/auth/sign-ins")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Sign-in")
class SignInController {

  private static final List<String> OUTCOMES =
      List.of("succeeded", "refused", "throttled", "refreshed", "reused");

  private final LoginAudit audit;
  private final InstantSource clock;

  SignInController(LoginAudit audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  @Get
  @Operation(
      operationId = "listSignIns",
      summary = "List sign-ins",
      description =
          "Every attempt to sign in and every use of a refresh token, newest first, for as long as"
              + " orchestratex.gateway.identity.keep-audit says. No password is ever stored.")
  Page<SignInView> list(
      HttpRequest<?> request,
      @Parameter(description = "A user's name or id", example = "ann") @Nullable @QueryValue
          String user,
      @Parameter(
              description = "How it ended",
              schema =
                  @Schema(
                      allowableValues = {
                        "succeeded",
                        "refused",
                        "throttled",
                        "refreshed",
                        "reused"
                      }),
              example = "refused")
          @Nullable
          @QueryValue
          String outcome,
      @Parameter(description = "Where it came from", example = "198.51.100.7") @Nullable @QueryValue
          String address,
      @Parameter(description = "From this time on, or -24h", example = "-24h") @Nullable @QueryValue
          String from,
      @Parameter(description = "Before this time, or now", example = "now") @Nullable @QueryValue
          String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "user", "outcome", "address", "from", "to");
    if (outcome != null && !OUTCOMES.contains(outcome)) {
      throw FailureException.invalid(
          "filter.value-unknown", "?outcome", "must be one of " + String.join(", ", OUTCOMES));
    }
    Page<Login> found =
        audit.list(
            new LoginFilter(
                user == null ? null : UserRules.normalized(user),
                outcome,
                address,
                TimeRange.read(from, to, clock.instant())),
            page);
    return new Page<>(found.items().stream().map(SignInView::of).toList(), found.paging());
  }

  /**
   * One attempt.
   *
   * @param at when
   * @param username the name that was sent, in small letters; {@code (not a user name)} in place of
   *     what can be none, since it may be a password
   * @param userId id of the user; left out where the name is nobody's
   * @param address where the request came from
   * @param outcome {@code succeeded}, {@code refused}, {@code throttled} (too many failed
   *     attempts), {@code refreshed} or {@code reused} (a used refresh token was sent again, which
   *     ends its session)
   * @param reason why it was not let in: {@code user-unknown}, {@code password-wrong}, {@code
   *     user-disabled}, {@code too-many-attempts} or {@code refresh-token-reused}; left out when it
   *     was, and for attempts of builds that did not note it
   * @param userAgent what the program called itself, at most 120 characters; left out where it did
   *     not say
   * @param traceId finds the request in the log
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SignInView(
      Instant at,
      String username,
      @Nullable String userId,
      String address,
      String outcome,
      @Nullable String reason,
      @Nullable String userAgent,
      @Nullable String traceId) {

    static SignInView of(Login login) {
      return new SignInView(
          login.at(),
          login.username(),
          login.userId(),
          login.address(),
          login.outcome(),
          login.reason(),
          login.userAgent(),
          login.traceId());
    }
  }
}
