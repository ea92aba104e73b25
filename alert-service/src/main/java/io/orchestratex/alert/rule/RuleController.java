package io.orchestratex.alert.rule;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.http.uri.UriBuilder;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules over HTTP. */
@Controller("/api/v1/rules")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Rules")
class RuleController {

  private static final Logger LOG = LoggerFactory.getLogger(RuleController.class);

  private final RuleStore rules;
  private final RuleBook book;
  private final RuleRetirement retirement;
  private final InstantSource clock;

  RuleController(RuleStore rules, RuleBook book, RuleRetirement retirement, InstantSource clock) {
    this.rules = rules;
    this.book = book;
    this.retirement = retirement;
    this.clock = clock;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(summary = "All rules, by id")
  Page<Rule> list(HttpRequest<?> request, @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    return rules.list(page);
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(summary = "One rule")
  Rule get(String id) {
    return rules.find(id).orElseThrow(() -> unknown(id));
  }

  @Post
  @RolesAllowed(Role.OPERATOR)
  @Operation(summary = "Adds a rule")
  HttpResponse<Rule> add(@Body RuleBody body) {
    Instant now = now();
    Rule rule = checked(body, 1, now, now);
    if (!rules.insert(rule)) {
      throw FailureException.conflict(
          "rule.exists",
          "There is a rule " + rule.id() + " already. Change it by PUT, or choose another id.");
    }
    changed(rule, "rule added");
    return HttpResponse.created(rule, UriBuilder.of("/api/v1/rules").path(rule.id()).build());
  }

  @Put("/{id}")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      summary = "Changes a rule",
      description = "With a version in the body only if that is the stored one, else 409.")
  Rule replace(String id, @Body RuleBody body) {
    if (body.id() != null && !body.id().equals(id)) {
      throw FailureException.invalid("rule.invalid", "/id", "must be " + id + " or left out");
    }
    Rule old = get(id);
    if (body.version() != null && body.version() != old.version()) {
      throw stale(id);
    }
    Rule rule = checked(body.withId(id), old.version() + 1, old.createdAt(), now());
    boolean retires = !rule.enabled() || !rule.condition().watchesSameSeries(old.condition());
    if (!rules.replace(rule, retires)) {
      throw stale(id);
    }
    changed(rule, "rule changed");
    if (retires) {
      retirement.retire(
          id, rule.enabled() ? RuleRetirement.ELSEWHERE : "The rule was switched off.");
      rules.retired(id, rule.version());
    }
    return rule;
  }

  @Delete("/{id}")
  @RolesAllowed(Role.OPERATOR)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(summary = "Deletes a rule and resolves its alerts")
  void delete(String id) {
    Rule rule = get(id);
    rules.delete(id);
    changed(rule, "rule deleted");
    retirement.retire(id, "The rule was deleted.");
  }

  private void changed(Rule rule, String what) {
    book.changed();
    LOG.atInfo()
        .addKeyValue("rule", rule.id())
        .addKeyValue("version", rule.version())
        .addKeyValue("enabled", rule.enabled())
        .log(what);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Rule checked(RuleBody body, long version, Instant createdAt, Instant now) {
    List<FieldError> errors = RuleChecks.errorsIn(body);
    if (!errors.isEmpty()) {
      throw FailureException.invalid("rule.invalid", errors);
    }
    return new Rule(
        Objects.requireNonNull(body.id()),
        Objects.requireNonNullElse(body.description(), ""),
        body.enabled() == null || body.enabled(),
        Objects.requireNonNull(body.severity()),
        Objects.requireNonNull(body.message()).strip(),
        Objects.requireNonNull(body.condition()),
        version,
        createdAt,
        now);
  }

  private static FailureException unknown(String id) {
    return FailureException.notFound("rule.unknown", "There is no rule " + id + ".");
  }

  private static FailureException stale(String id) {
    return FailureException.conflict(
        "rule.version-stale",
        "Rule " + id + " was changed meanwhile. Read it again and repeat the change.");
  }

  /**
   * A rule as it is sent.
   *
   * @param enabled on when left out
   */
  record RuleBody(
      @Nullable String id,
      @Nullable String description,
      @Nullable Boolean enabled,
      @Nullable Severity severity,
      @Nullable String message,
      @Nullable Condition condition,
      @Nullable Long version) {

    RuleBody withId(String newId) {
      return new RuleBody(newId, description, enabled, severity, message, condition, version);
    }
  }
}
