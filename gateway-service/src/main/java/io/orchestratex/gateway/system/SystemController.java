package io.orchestratex.gateway.system;

import com.fasterxml.jackson.core.type.TypeReference;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.apikey.ApiKeys;
import io.orchestratex.gateway.routing.Routes;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.gateway.system.PartsOfServices.Answer;
import io.orchestratex.gateway.system.SystemSettingsView.ServiceSettings;
import io.orchestratex.gateway.system.SystemSettingsView.SettingsGroup;
import io.orchestratex.gateway.system.SystemView.ServicePart;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.settings.SettingsInForce;
import io.orchestratex.kit.settings.SettingsInForce.Group;
import io.orchestratex.kit.system.OwnSystem;
import io.orchestratex.kit.system.OwnSystem.Part;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Provider;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parts of the system with their versions, and the settings in force. */
@Controller("/api/v1/system")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "System", description = "What the system is made of, and how it is set up.")
class SystemController {

  private static final String SELF = "gateway-service";
  private static final String BEARER = "Bearer ";

  private final PartsOfServices services;
  private final OwnSystem own;
  private final SettingsInForce ownSettings;
  private final Routes routes;
  private final ApiKeys apiKeys;
  private final Provider<EmbeddedServer> server;
  private final InstantSource clock;

  SystemController(
      PartsOfServices services,
      OwnSystem own,
      SettingsInForce ownSettings,
      Routes routes,
      ApiKeys apiKeys,
      Provider<EmbeddedServer> server,
      InstantSource clock) {
    this.services = services;
    this.own = own;
    this.ownSettings = ownSettings;
    this.routes = routes;
    this.apiKeys = apiKeys;
    this.server = server;
    this.clock = clock;
  }

  @Get
  @Operation(
      operationId = "getSystem",
      summary = "Get services and engines",
      description =
          "Each process of each service and each engine that they use, with version, address and"
              + " state, as of now. A service that does not answer within 3 s is away.")
  SystemView system(HttpRequest<?> request, Caller caller) {
    QueryParameters.check(request);
    List<Answer<Part>> answers = new ArrayList<>();
    answers.add(new Answer<>(SELF, address(), own.part(), null));
    answers.addAll(
        services.ask(
            _ -> true, "/system", authorization(request, caller), new TypeReference<>() {}));
    return new SystemView(
        clock.instant(),
        answers.stream().map(SystemController::part).toList(),
        SystemRules.engines(answers.stream().map(Answer::part).filter(Objects::nonNull).toList()));
  }

  @Get("/settings")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      operationId = "listSettings",
      summary = "List the settings in force",
      description =
          "By service and group, each with its value and where it comes from: default, environment,"
              + " file or program. Secrets are shown as ***. A service that does not answer within"
              + " 3 s is named as away.")
  SystemSettingsView settings(
      HttpRequest<?> request,
      Caller caller,
      @Parameter(description = "Only of this service; default all", example = "backup-service")
          @Nullable
          @QueryValue
          String service) {
    QueryParameters.check(request, "service");
    requireKnown(service);
    List<Answer<List<Group>>> answers = new ArrayList<>();
    if (service == null || service.equals(SELF)) {
      answers.add(new Answer<>(SELF, address(), ownSettings.groups(), null));
    }
    answers.addAll(
        services.ask(
            name -> service == null || service.equals(name),
            "/system/settings",
            authorization(request, caller),
            new TypeReference<>() {}));
    return new SystemSettingsView(
        answers.stream()
            .map(answer ->
                new ServiceSettings(
                    answer.service(),
                    answer.address(),
                    state(answer),
                    answer.detail(),
                    groups(answer.part())))
            .toList());
  }

  private static List<SettingsGroup> groups(@Nullable List<Group> part) {
    return part == null ? List.of() : part.stream().map(SettingsGroup::of).toList();
  }

  private void requireKnown(@Nullable String service) {
    List<String> known =
        Stream.concat(Stream.of(SELF), routes.services().stream().map(Service::name)).toList();
    if (service != null && !known.contains(service)) {
      throw FailureException.invalid(
          "filter.value-unknown", "?service", "must be one of " + String.join(", ", known));
    }
  }

  private String address() {
    return server.get().getURL().toString();
  }

  /** What a service accepts: it knows no API keys, in whichever header they came. */
  private String authorization(HttpRequest<?> request, Caller caller) {
    String credential =
        request
            .getHeaders()
            .getAuthorization()
            .map(header -> header.substring(Math.min(header.length(), BEARER.length())).strip())
            .orElse("");
    return BEARER
        + (credential.isEmpty() || credential.startsWith(ApiKeys.PREFIX)
            ? apiKeys.token(caller)
            : credential);
  }

  private static String state(Answer<?> answer) {
    return answer.part() == null ? "away" : "up";
  }

  private static ServicePart part(Answer<Part> answer) {
    Part part = answer.part();
    return new ServicePart(
        answer.service(),
        answer.address(),
        state(answer),
        answer.detail(),
        part == null ? null : part.version(),
        part == null ? null : part.commit(),
        part == null ? null : part.java(),
        part == null ? null : part.startedAt());
  }
}
