package io.orchestratex.gateway.console.vaults;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Count;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Times;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.backup.Vault;
import io.orchestratex.gateway.console.service.backup.VaultApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All vaults, {@code list.jte}, and one with what a test of it shows, {@code detail.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class VaultController {

  private static final int SECONDS = 30;
  private static final double MEGABYTE = 1_000_000;
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Vault"),
          Column.of("State"),
          Column.of("Type"),
          Column.of("Place"),
          Column.of("Holds"),
          Column.of("Stored"),
          Column.of("Limit"));

  private final VaultApi api;
  private final Parts parts;
  private final Pages pages;

  VaultController(VaultApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the list shows. */
  record ListView(Table table, List<Vault> vaults) {}

  /**
   * What the page of one shows.
   *
   * @param test what a test has just shown; null where none was made
   * @param refusal why this person may not test it
   */
  record DetailView(Vault vault, @Nullable Part<Vault.Test> test, @Nullable String refusal) {}

  static Badge state(Vault vault) {
    return vault.usable()
        ? new Badge(Tone.GOOD, "its mark is there")
        : new Badge(Tone.BAD, "cannot be used");
  }

  static Badge state(Vault.Step step) {
    return switch (step.state()) {
      case "passed" -> new Badge(Tone.GOOD, "passed");
      case "failed" -> new Badge(Tone.BAD, "failed");
      default -> new Badge(Tone.NEUTRAL, step.state());
    };
  }

  /** What its backups hold, each by itself. */
  static String holds(Vault vault) {
    return Count.of(vault.backups(), "backup") + ", " + Times.bytes(vault.logicalBytes());
  }

  /** What is stored for them. */
  static String stored(Vault vault) {
    Double ratio = vault.deduplication();
    return ratio == null
        ? "–"
        : String.format(Locale.ROOT, "%s (1 : %.1f)", Times.bytes(vault.storedBytes()), ratio);
  }

  /** The limit in words. */
  static String limit(Vault vault) {
    Long bytes = vault.bytesPerSecond();
    return bytes == null
        ? "none"
        : String.format(Locale.ROOT, "%,.3f", bytes / MEGABYTE).replaceAll("\\.?0+$", "") + " MB/s";
  }

  @Get("/vaults")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = TableQuery.of(visit, VaultSection.PATH, List.of(), List.of());
    Part<Paged<Vault>> found =
        Parts.load(visit, () -> api.list(visit, query.size(), query.offset()));
    List<Vault> vaults = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    Picture picture = found.isLoaded() ? empty(query, vaults) : found.picture();
    Table table =
        new Table(
            query,
            "vault",
            "",
            SECONDS,
            total,
            vaults.size(),
            COLUMNS,
            List.of(),
            VaultSection.PATH,
            picture);
    return pages.page(visit, "vaults/list.jte", new ListView(table, vaults));
  }

  private static @Nullable Picture empty(TableQuery query, List<Vault> vaults) {
    return vaults.isEmpty()
        ? Picture.empty(
            "No more vaults",
            "The list has fewer pages now.",
            "To the first page",
            query.address(1))
        : null;
  }

  @Get("/vaults/{name}")
  HttpResponse<byte[]> show(Visit visit, String name) {
    return detail(visit, name, null);
  }

  /** The result is not kept: it is shown in place of the page, and gone with it. */
  @Post("/vaults/{name}/test")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> test(Visit visit, String name, Form form) {
    var test = parts.begin(visit, () -> api.test(visit, name));
    return detail(visit, name, test.get());
  }

  private HttpResponse<byte[]> detail(Visit visit, String name, @Nullable Part<Vault.Test> test) {
    return pages.part(
        visit,
        "vaults/detail.jte",
        Parts.load(visit, () -> api.get(visit, name))
            .map(vault -> new DetailView(vault, test, pages.refusal(visit, Role.OPERATOR))));
  }
}
