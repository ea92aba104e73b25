package io.orchestratex.backup.target;

import com.fasterxml.jackson.annotation.JsonValue;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.StockImport;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that can be backed up.
 *
 * @param id id of the target
 * @param engine its engine, such as {@code mongodb} or {@code postgresql}
 * @param address where it is, without account and password
 * @param source where it comes from: {@code settings} (of the service, which no request changes) or
 *     {@code added} (by a person)
 * @param labels names and values that people sort targets by; empty when there are none
 * @param scopes how much of it one restore can be about
 * @param imports what stock tools have dumped and can be imported for it, for a person; absent
 *     where nothing can
 * @param reachable whether it answered just now; {@code failure} says why not
 * @param version the version that it reports; absent when it did not answer
 * @param databases the databases that a full backup holds; empty when it did not answer
 * @param failure why it did not answer, for a person; absent when it did
 * @param lastGoodBackup the newest backup that succeeded and was not found damaged since; left out
 *     when there is none, or the catalog cannot be read
 * @param restorable whether it could be restored as things are
 */
@Schema(name = "BackupTarget")
record TargetView(
    String id,
    String engine,
    String address,
    Source source,
    Map<String, String> labels,
    Set<ScopeLevel> scopes,
    @Nullable String imports,
    boolean reachable,
    @Nullable String version,
    List<String> databases,
    @Nullable String failure,
    @Nullable LastGoodBackup lastGoodBackup,
    Restorable restorable) {

  /** Where a target comes from. */
  @Schema(name = "TargetSource")
  enum Source {
    SETTINGS,
    ADDED;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Asks the server. */
  static TargetView of(Targets.Registered registered, Restorability.Answer answer) {
    ServerFacts facts = null;
    String failure = null;
    try {
      facts = registered.engine().describe(registered.access());
    } catch (EngineException e) {
      failure = e.getMessage();
    }
    Target target = registered.target();
    return new TargetView(
        target.id(),
        target.engine(),
        target.address(),
        registered.source() == Targets.Source.ADDED ? Source.ADDED : Source.SETTINGS,
        registered.labels(),
        ScopeLevel.of(registered.engine()),
        registered.engine() instanceof StockImport able ? able.imports() : null,
        facts != null,
        facts == null ? null : facts.version(),
        facts == null ? List.of() : facts.databases(),
        failure,
        answer.lastGoodBackup(),
        answer.restorable());
  }
}
