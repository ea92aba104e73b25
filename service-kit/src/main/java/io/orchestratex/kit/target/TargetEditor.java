package io.orchestratex.kit.target;

import io.micronaut.context.annotation.Requires;
import io.micronaut.openapi.annotation.OpenAPIExtraSchema;
import io.orchestratex.contracts.TargetEvent;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.TargetRequests.NewTarget;
import io.orchestratex.kit.target.TargetRequests.TargetChange;
import io.orchestratex.kit.target.TargetRequests.TargetTrial;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds, changes, removes and tests targets while a service runs. Thread-safe. */
@Singleton
@Requires(beans = TargetOwner.class)
@OpenAPIExtraSchema({
  NewTarget.class,
  TargetChange.class,
  TargetTrial.class,
  ConnectionReport.class
}) // The services' own controllers take and answer them.
public final class TargetEditor {

  private static final Logger LOG = LoggerFactory.getLogger(TargetEditor.class);
  private static final String URI = "/uri";

  private final TargetOwner owner;
  private final AddedTargetStore store;
  private final Postgres postgres;
  private final InstantSource clock;
  private final String invalid;

  TargetEditor(TargetOwner owner, AddedTargetStore store, Postgres postgres, InstantSource clock) {
    this.owner = owner;
    this.store = store;
    this.postgres = postgres;
    this.clock = clock;
    this.invalid = code("invalid");
  }

  private String code(String what) {
    return owner.area() + ".target-" + what;
  }

  /**
   * Adds a target.
   *
   * @param tested whether it is tested before, and added only if it passes
   */
  public AddedTarget add(NewTarget body, boolean tested, String by) {
    checkLabels(body.labels());
    Secret uri = GivenUri.of(invalid, body.uri(), body.password());
    String engine = engine(body.engine(), uri);
    String address = address(engine, uri);
    String id = body.id() == null ? AddedTargetRules.idOf(engine, address) : body.id();
    if (owner.settingOf(id).isPresent() || store.find(id).isPresent()) {
      throw exists(id);
    }
    if (tested) {
      require(owner.test(engine, id, uri), "was not added");
    }
    Map<String, String> labels = body.labels() == null ? Map.of() : body.labels();
    TargetOwner.Sealed sealed = owner.seal(id, uri);
    Instant now = now();
    AddedTarget target =
        new AddedTarget(
            id, engine, address, labels, sealed.secret(), sealed.key(), 1, by, now, now);
    if (!store.insert(
        target, new TargetEvent.Added(id, owner.purpose(), engine, address, labels, by, now))) {
      throw exists(id);
    }
    said(id, "target added");
    return target;
  }

  /** Changes a target that was added; what is left out stays. */
  public void change(String id, TargetChange body, boolean tested, String by) {
    checkLabels(body.labels());
    AddedTarget before = added(id);
    Secret stored = owner.open(before).orElse(null);
    Secret uri = GivenUri.changed(invalid, stored, body.uri(), body.password());
    String engine = before.engine();
    if (!engine.equals(owner.engineOf(GivenUri.parsed(invalid, uri).scheme()).orElse(engine))) {
      throw FailureException.invalid(
          invalid,
          URI,
          "must be of the engine " + engine + ", as before; another one is another target");
    }
    String address = address(engine, uri);
    if (tested && !uri.equals(stored)) {
      require(owner.test(engine, id, uri), "was not changed");
    }
    Map<String, String> labels = body.labels() == null ? before.labels() : body.labels();
    TargetOwner.Sealed sealed = owner.seal(id, uri);
    Instant now = now();
    AddedTarget target =
        new AddedTarget(
            id,
            engine,
            address,
            labels,
            sealed.secret(),
            sealed.key(),
            before.version() + 1,
            before.addedBy(),
            before.addedAt(),
            now);
    boolean replaced =
        postgres.inTransaction(_ -> {
          if (!address.equals(before.address())) {
            owner.checkMove(id);
          }
          return store.replace(
              target,
              new TargetEvent.Changed(id, owner.purpose(), engine, address, labels, by, now));
        });
    if (!replaced) {
      throw FailureException.conflict(
          code("stale"),
          "The target " + id + " was changed meanwhile. Read it again and repeat the change.");
    }
    said(id, "target changed");
  }

  /**
   * Removes a target that was added.
   *
   * @param force whether it is removed although something names it
   */
  public void remove(String id, boolean force, String by) {
    postgres.inTransaction(_ -> {
      added(id);
      owner.checkRemoval(id, force);
      return store.delete(id, new TargetEvent.Removed(id, owner.purpose(), by, now()));
    });
    said(id, "target removed");
  }

  /** Tries a connection that is not kept. */
  public ConnectionReport test(TargetTrial body) {
    Secret uri = GivenUri.of(invalid, body.uri(), body.password());
    String engine = engine(body.engine(), uri);
    address(engine, uri);
    return owner.test(engine, "test", uri);
  }

  private void require(ConnectionReport report, String otherwise) {
    report
        .failure()
        .ifPresent(step -> {
          throw FailureException.invalid(
              code(step.step().text() + "-failed"),
              URI,
              "the target " + otherwise + ": " + report.explanation().orElse(""));
        });
  }

  private void checkLabels(@Nullable Map<String, String> labels) {
    List<FieldError> errors = AddedTargetRules.errors(labels);
    if (!errors.isEmpty()) {
      throw FailureException.invalid(invalid, errors);
    }
  }

  private String engine(@Nullable String named, Secret uri) {
    if (named != null) {
      if (!owner.engines().contains(named)) {
        throw FailureException.invalid(invalid, "/engine", "must be one of " + owner.engines());
      }
      return named;
    }
    String scheme = GivenUri.parsed(invalid, uri).scheme();
    return owner
        .engineOf(scheme)
        .orElseThrow(() ->
            FailureException.invalid(
                invalid,
                URI,
                "has the scheme %s, which means no engine; name one of %s in /engine"
                    .formatted(scheme, owner.engines())));
  }

  private String address(String engine, Secret uri) {
    try {
      return owner.address(engine, uri);
    } catch (IllegalArgumentException e) {
      throw FailureException.invalid(invalid, URI, "is refused: " + e.getMessage());
    }
  }

  private AddedTarget added(String id) {
    owner
        .settingOf(id)
        .ifPresent(setting -> {
          throw FailureException.conflict(
              code("of-settings"),
              "The target %s is set up in the settings of the service (%s), which no request changes. Change it there."
                  .formatted(id, setting));
        });
    return store
        .find(id)
        .orElseThrow(() ->
            FailureException.notFound(
                code("unknown"), "There is no target " + id + "; list those there are."));
  }

  private FailureException exists(String id) {
    return FailureException.conflict(
        code("exists"), "There is a target " + id + " already; change it or choose another id.");
  }

  private void said(String id, String what) {
    owner.refresh();
    LOG.atInfo().addKeyValue("target", id).log(what);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
