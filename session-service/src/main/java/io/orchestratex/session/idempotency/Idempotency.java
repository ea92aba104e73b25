package io.orchestratex.session.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.session.idempotency.IdempotencyStore.Entry;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a request that carries an {@code Idempotency-Key} one effect, however often it is sent.
 * Keys are remembered per caller and operation for a day. What a request creates has an id that is
 * drawn at its first try, so that a later try finds what the one before it left. No copy of it is
 * kept: what was deleted meanwhile is gone for a repeated request too.
 *
 * <p>The process that carries a request out renews its lease; when it is killed, the next try takes
 * the request over as soon as the lease is over.
 */
@Singleton
public final class Idempotency {

  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
  private static final Duration REMEMBERED = Duration.ofHours(24);

  /** How long a request may run; no answer may be allowed more. */
  public static final Duration LONGEST = Duration.ofMinutes(2);

  /** What the API document says of the header. */
  public static final String KEY_DESCRIPTION =
      "A name that the client draws for this request, a UUID for example. The same request with the"
          + " same key has one effect, however often it is sent within a day; every answer shows"
          + " what the first one created. 400 when the key comes with another body, 409 while the"
          + " first request is still carried out, 404 when what it created has been deleted.";

  /** What a key looks like. */
  public static final String KEY_PATTERN = "^[\\x21-\\x7e]{1,255}$";

  public static final String KEY_EXAMPLE = "0b9d5c1e-6f0c-4c55-9d39-2f1c1c1f7c11";

  private static final String STILL_RUNNING = "idempotency.still-running";

  /** Refusals after which something may have been made all the same. */
  private static final Set<String> OPEN = Set.of(STILL_RUNNING, "session.store-unavailable");

  private final IdempotencyStore store;
  private final ObjectMapper mapper;
  private final IdempotencySettings settings;

  /** Holders of the requests that this process carries out, by the ids of their entries. */
  private final Map<String, String> underWay = new ConcurrentHashMap<>();

  Idempotency(IdempotencyStore store, ObjectMapper mapper, IdempotencySettings settings) {
    this.store = store;
    this.mapper = mapper;
    this.settings = settings;
  }

  /** What is asked for: the operation with its path, and the body. */
  public record Request(String operation, Object body) {}

  /**
   * The right to carry a request out, or the news that it was.
   *
   * @param entryId null when the request has no key
   * @param holder whose claim it is; another try that took the request over has another one
   * @param resourceId the id for what it creates
   * @param done it was carried out; nothing may be created again
   */
  public record Claim(@Nullable String entryId, String holder, String resourceId, boolean done) {}

  /**
   * Carries a request out, or returns what it brought before.
   *
   * @param before finds by its id what an earlier try created
   * @param action creates it under that id
   */
  public <T> T once(
      Caller caller,
      @Nullable String key,
      Request request,
      Function<String, Optional<T>> before,
      Function<String, T> action) {
    Claim claim = claim(caller, key, request);
    String id = claim.resourceId();
    if (claim.done()) {
      return before.apply(id).orElseThrow(Idempotency::gone);
    }
    T result = settledIfRefused(claim, () -> before.apply(id).orElseGet(() -> action.apply(id)));
    settle(claim, End.DONE);
    return result;
  }

  /** Does a part of a claimed request; the claim is settled if it fails. */
  public <T> T settledIfRefused(Claim claim, Supplier<T> part) {
    try {
      return part.get();
    } catch (RuntimeException | Error e) {
      settle(claim, endOf(e));
      throw e;
    }
  }

  /** What a fault says about the end of the request that met it. */
  public static End endOf(Throwable fault) {
    return fault instanceof FailureException e && OPEN.contains(e.failure().code())
        ? End.OPEN
        : End.FAILED;
  }

  /**
   * Claims a request; each claim that is not done must be settled.
   *
   * @throws FailureException Invalid when the key was used for another body, Conflict while the
   *     same request runs
   */
  public Claim claim(Caller caller, @Nullable String header, Request request) {
    String key = IdempotencyKey.checked(header);
    if (key == null) {
      return new Claim(null, "", newId(), false);
    }
    String holder = newId();
    Entry wanted =
        new Entry(
            digest(caller.subject() + "\n" + request.operation() + "\n" + key),
            digest(json(request.body())),
            newId(),
            holder,
            false);
    Entry entry = store.claim(wanted, settings.lease(), REMEMBERED);
    if (!entry.fingerprint().equals(wanted.fingerprint())) {
      throw IdempotencyKey.reused();
    }
    if (!entry.done()) {
      if (!entry.holder().equals(holder)) {
        throw stillRunning();
      }
      underWay.put(entry.id(), holder);
    }
    return new Claim(entry.id(), holder, entry.resourceId(), entry.done());
  }

  /**
   * The same claim with the id for another resource: what an earlier try began came to nothing, and
   * this one starts again.
   *
   * @throws FailureException Conflict when another try has taken the request over
   */
  public Claim again(Claim claim) {
    String id = claim.entryId();
    String resourceId = newId();
    if (id != null && !store.redraw(id, claim.holder(), resourceId)) {
      throw stillRunning();
    }
    return new Claim(id, claim.holder(), resourceId, false);
  }

  /** Keeps the requests of this process from being taken over. */
  @Scheduled(
      fixedDelay =
          "${orchestratex.session.idempotency.renew-interval:"
              + IdempotencySettings.RENEW_INTERVAL
              + "}")
  void renew() {
    Map<String, String> holders = Map.copyOf(underWay);
    if (holders.isEmpty()) {
      return;
    }
    try {
      store.renew(holders, settings.lease());
    } catch (FailureException e) {
      LOG.atWarn().log("requests under way cannot be renewed now: {}", e.getMessage());
    }
  }

  private static String newId() {
    return new ObjectId().toHexString();
  }

  /** How a claimed request ended. */
  public enum End {
    /** It was carried out. */
    DONE,
    /** It was not, and may be tried again as if it were new. */
    FAILED,
    /** An earlier try is at work, or its end is unknown: the next one shall find what was made. */
    OPEN
  }

  /** Remembers how a claimed request ended; one that was done before stays so. */
  public void settle(Claim claim, End end) {
    String id = claim.entryId();
    if (id == null || claim.done()) {
      return;
    }
    underWay.remove(id, claim.holder());
    try {
      switch (end) {
        case DONE -> store.complete(id, claim.holder());
        case FAILED -> store.remove(id, claim.holder());
        case OPEN -> store.release(id, claim.holder());
      }
    } catch (FailureException e) {
      // The lease ends it: a later try finds what this one created.
      LOG.atWarn().log("the end of a request cannot be remembered: {}", e.getMessage());
    }
  }

  /** For a request that was carried out and whose creation was deleted since. */
  public static FailureException gone() {
    return FailureException.notFound(
        "idempotency.deleted", "What this request created has been deleted since.");
  }

  /** For a request that is repeated while it runs. */
  public static FailureException stillRunning() {
    return FailureException.conflict(
        STILL_RUNNING, "The same request is still being carried out; ask again shortly.");
  }

  private String json(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + value.getClass(), e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
