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
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.http.uri.UriBuilder;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.apidocs.DocumentPatterns;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TextFilter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
@Tag(name = "Rules", description = "What raises alerts: limits, sudden losses, events and silence.")
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
  @Operation(operationId = "listRules", summary = "List rules", description = "Ordered by id.")
  Page<Rule> list(
      HttpRequest<?> request,
      @Parameter(
              description = "Only rules that are judged (true), or are not (false)",
              schema = @Schema(type = "boolean"),
              example = "true")
          @Nullable
          @QueryValue
          String enabled,
      @Parameter(
              description = "Only rules whose alerts have this severity",
              schema = @Schema(implementation = Severity.class),
              example = "critical")
          @Nullable
          @QueryValue
          String severity,
      @Parameter(
              description =
                  "Only rules whose id or description contains this, in letters of either case",
              example = "shrank")
          @Nullable
          @QueryValue
          String q,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "enabled", "severity", "q");
    RuleStore.Filter filter =
        new RuleStore.Filter(
            QueryParameters.flag("enabled", enabled),
            severityOf(severity),
            TextFilter.read("q", q));
    return rules.list(filter, page);
  }

  private static @Nullable Severity severityOf(@Nullable String text) {
    return text == null
        ? null
        : Severity.of(text)
            .orElseThrow(() ->
                FailureException.invalid(
                    "request.invalid", "?severity", "must be low, medium, high or critical"));
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(operationId = "getRule", summary = "Get a rule")
  Rule get(
      @Parameter(description = "Id of the rule", example = "checkout-latency-high") String id) {
    return rules.find(id).orElseThrow(() -> unknown(id));
  }

  @Post
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "createRule",
      summary = "Create a rule",
      description = "It is in force within seconds. An id that is taken is refused with 409.")
  @ApiResponse(
      responseCode = "201",
      useReturnTypeSchema = true,
      description = "The new rule",
      headers =
          @Header(
              name = "Location",
              description = "Path of the new rule",
              schema = @Schema(type = "string", format = "uri-reference")))
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
      operationId = "replaceRule",
      summary = "Replace a rule",
      description =
          "The body is the whole rule. With a version the rule is replaced only if that is the"
              + " stored one, else 409. A rule that is switched off, or looks at other series than"
              + " before, resolves the alerts that it raised.")
  Rule replace(
      @Parameter(description = "Id of the rule", example = "checkout-latency-high") String id,
      @Body RuleBody body) {
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
  @Operation(
      operationId = "deleteRule",
      summary = "Delete a rule",
      description = "Resolves the alerts that it raised.")
  void delete(
      @Parameter(description = "Id of the rule", example = "checkout-latency-high") String id) {
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
   * @param id lower-case words joined by dashes, at most 64 characters; required for a new rule,
   *     and the id of the path, or left out, when a rule is replaced
   * @param description why it exists, for people, at most 500 characters; empty when left out
   * @param enabled whether it raises alerts; true when left out
   * @param severity how bad its alerts are
   * @param message what people read, 1 to 500 characters; {value}, {target}, {previous} and any
   *     {label} are replaced
   * @param condition what it waits for
   * @param version the version that is replaced; when left out, whatever is stored
   */
  @Schema(name = "RuleDefinition")
  record RuleBody(
      @Schema(maxLength = RuleChecks.MAX_ID, pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
          @Nullable String id,
      @Schema(maxLength = RuleChecks.MAX_TEXT) @Nullable String description,
      @Nullable Boolean enabled,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, nullable = false)
          @Nullable Severity severity,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              nullable = false,
              minLength = 1,
              maxLength = RuleChecks.MAX_TEXT,
              pattern = DocumentPatterns.NOT_BLANK)
          @Nullable String message,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, nullable = false)
          @Nullable Condition condition,
      @Nullable Long version) {

    RuleBody withId(String newId) {
      return new RuleBody(newId, description, enabled, severity, message, condition, version);
    }
  }
}
