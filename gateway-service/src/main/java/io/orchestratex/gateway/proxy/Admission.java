package io.orchestratex.gateway.proxy;

import io.micronaut.scheduling.TaskExecutors;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.orchestratex.gateway.apikey.ApiKeys;
import io.orchestratex.gateway.limit.Limits;
import io.orchestratex.gateway.limit.Verdict;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.deadline.StoreSettings;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a request may go to a service: first the limit, then the credential. The caller is
 * verified here once and remembered; what the caller may do, the service decides. Thread-safe.
 */
@Singleton
final class Admission {

  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final String BEARER = "Bearer ";
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Limits limits;
  private final CachedVerifier verifier;
  private final ApiKeys apiKeys;
  private final ExecutorService blocking;
  private final Duration deadline;

  Admission(
      Limits limits,
      CachedVerifier verifier,
      ApiKeys apiKeys,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking,
      StoreSettings stores) {
    this.limits = limits;
    this.verifier = verifier;
    this.apiKeys = apiKeys;
    this.blocking = blocking;
    this.deadline = stores.deadline();
  }

  /** What became of a request. */
  sealed interface Outcome {
    Verdict verdict();

    /**
     * The request may go on.
     *
     * @param authorization what the service gets in place of what the client sent
     * @param subject who calls
     */
    record Admitted(Verdict verdict, String authorization, String subject) implements Outcome {}

    record Refused(Verdict verdict, Failure failure) implements Outcome {}
  }

  /**
   * Decides on the spot about a caller who is known and counted; else on another thread, within the
   * time that a request has for the stores. The future never fails.
   */
  CompletableFuture<Outcome> decide(HttpHeaders headers, Client client, TraceContext trace) {
    String header = headers.get(HttpHeaderNames.AUTHORIZATION);
    String credential = credential(header);
    Caller last = client.credential().callerOf(header, verifier);
    Caller known = last != null || credential == null ? last : verifier.ifKnown(credential);
    if (last == null) {
      client.credential().remember(header, known);
    }
    CompletableFuture<Verdict> verdict = limits.take(known, client.address()).toCompletableFuture();
    return verdict.isDone()
        ? decide(headers, credential, known, verdict.join(), trace)
        : verdict.thenCompose(v -> decide(headers, credential, known, v, trace));
  }

  private CompletableFuture<Outcome> decide(
      HttpHeaders headers,
      @Nullable String credential,
      @Nullable Caller known,
      Verdict verdict,
      TraceContext trace) {
    if (!verdict.allowed()) {
      return refused(verdict, Limits.exceeded(verdict));
    }
    List<String> sent = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (sent.isEmpty()) {
      return refused(
          verdict,
          new Failure.Unauthenticated(
              "access.token-missing",
              "Send a token: Authorization: Bearer <token>, from POST /api/v1/auth/token."));
    }
    if (sent.size() > 1 || credential == null) {
      return refused(
          verdict,
          new Failure.Unauthenticated(
              "access.scheme-unknown",
              "Only one Authorization of the Bearer scheme is known: Authorization: Bearer"
                  + " <token>."));
    }
    String authorization = known == null ? null : authorization(credential, known);
    if (known != null && authorization != null) {
      return CompletableFuture.completedFuture(
          new Outcome.Admitted(verdict, authorization, known.subject()));
    }
    return CompletableFuture.<Outcome>supplyAsync(
            () -> verified(verdict, credential, trace), blocking)
        .completeOnTimeout(late(verdict), deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The stores hang: their own driver would wait for far longer than a caller should. */
  private static Outcome late(Verdict verdict) {
    return new Outcome.Refused(
        verdict,
        new Failure.Unavailable(
            "gateway.store-unavailable",
            "The credential could not be checked in time. Try again shortly.",
            SOON));
  }

  private static CompletableFuture<Outcome> refused(Verdict verdict, Failure failure) {
    return CompletableFuture.completedFuture(new Outcome.Refused(verdict, failure));
  }

  private static @Nullable String credential(@Nullable String header) {
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }

  /** What the service gets; null when it must be signed first, which blocks. */
  private @Nullable String authorization(String credential, Caller caller) {
    if (!credential.startsWith(ApiKeys.PREFIX)) {
      return BEARER + credential;
    }
    String token = apiKeys.tokenIfKnown(caller);
    return token == null ? null : BEARER + token;
  }

  private Outcome verified(Verdict verdict, String credential, TraceContext trace) {
    try {
      Caller caller = verifier.verify(credential);
      String token = credential.startsWith(ApiKeys.PREFIX) ? apiKeys.token(caller) : credential;
      return new Outcome.Admitted(verdict, BEARER + token, caller.subject());
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.Internal) {
        trace.run(() -> LOG.error("a credential could not be checked", e));
      }
      return new Outcome.Refused(verdict, e.failure());
    } catch (RuntimeException e) {
      trace.run(() -> LOG.error("a credential could not be checked", e));
      return new Outcome.Refused(
          verdict,
          new Failure.Internal(
              "http.internal-server-error",
              "The service met a fault of its own; the trace id finds it in the log."));
    }
  }
}
