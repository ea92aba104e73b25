package io.orchestratex.gateway.console.system;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.Parts.Loading;
import io.orchestratex.gateway.console.service.system.SystemApi;
import io.orchestratex.gateway.console.service.system.SystemApi.ServiceSettings;
import io.orchestratex.gateway.console.service.system.SystemApi.Setting;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the system is made of, and how it is set: {@code page.jte}. */
@Controller(SystemSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class SystemPageController {

  private static final String CHANGED = "changed";

  private final SystemApi api;
  private final Parts parts;
  private final Pages pages;

  SystemPageController(SystemApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record PageView(
      Part<SystemApi.Overview> overview,
      Part<List<SystemApi.Vault>> vaults,
      TableQuery query,
      Part<Settings> settings) {}

  /**
   * Settings that match.
   *
   * @param away services that did not tell theirs
   * @param total settings of all services, whether they match or not
   */
  record Settings(List<Row> rows, List<String> away, long total) {

    Settings {
      rows = List.copyOf(rows);
      away = List.copyOf(away);
    }
  }

  /** A setting of a service. */
  record Row(String service, Setting setting) {}

  static Badge state(boolean up) {
    return up ? new Badge(Tone.GOOD, "up") : new Badge(Tone.BAD, "away");
  }

  static Badge mark(SystemApi.Vault vault) {
    return vault.usable()
        ? new Badge(Tone.GOOD, "its mark is there")
        : new Badge(Tone.BAD, "cannot be used");
  }

  @Get
  HttpResponse<byte[]> show(Visit visit) {
    var overview = parts.begin(visit, () -> api.overview(visit));
    var vaults = parts.begin(visit, () -> api.vaults(visit));
    String refusal = pages.refusal(visit, Role.ADMIN);
    Loading<List<ServiceSettings>> loading =
        refusal == null ? parts.begin(visit, () -> api.settings(visit, null)) : null;
    TableQuery query = query(visit, overview.get());
    return pages.page(
        visit,
        "system/page.jte",
        new PageView(
            overview.get(),
            vaults.get(),
            query,
            loading == null
                ? Part.absent(Picture.of(403, String.valueOf(refusal), null, visit.address()))
                : loading.get().map(services -> matching(services, query))));
  }

  private static TableQuery query(Visit visit, Part<SystemApi.Overview> overview) {
    List<String> services =
        overview.isLoaded()
            ? overview.get().services().stream()
                .map(SystemApi.ServicePart::service)
                .distinct()
                .toList()
            : List.of();
    return TableQuery.of(
        visit,
        SystemSection.PATH,
        List.of(
            new Filter.Text("q", "Setting", "a part of its key or value"),
            services.isEmpty()
                ? new Filter.Text("service", "Service", "backup-service")
                : Filter.Choice.of("service", "Service", services),
            new Filter.Choice(
                "origin", "Values", List.of(new Filter.Option(CHANGED, "only changed ones")))),
        List.of());
  }

  private static Settings matching(List<ServiceSettings> services, TableQuery query) {
    List<Row> rows = new ArrayList<>();
    List<String> away = new ArrayList<>();
    long total = 0;
    for (ServiceSettings service : services) {
      if (!service.state().equals("up")) {
        away.add(service.service());
      }
      for (SystemApi.Group group : service.groups()) {
        total += group.settings().size();
        group.settings().stream()
            .filter(setting -> matches(service.service(), setting, query))
            .forEach(setting -> rows.add(new Row(service.service(), setting)));
      }
    }
    return new Settings(rows, away, total);
  }

  private static boolean matches(String service, Setting setting, TableQuery query) {
    String wanted = query.value("service");
    String text = query.value("q");
    return (wanted == null || wanted.equals(service))
        && (query.value("origin") == null || !setting.origin().equals("default"))
        && (text == null || contains(setting.key(), text) || contains(setting.value(), text));
  }

  private static boolean contains(@Nullable String text, String part) {
    return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
