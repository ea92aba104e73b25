package io.orchestratex.gateway.console.policies;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Confirm;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.gateway.console.service.backup.Policy;
import io.orchestratex.gateway.console.service.backup.PolicyApi;
import io.orchestratex.gateway.console.service.schedule.Schedule;
import io.orchestratex.gateway.console.service.schedule.ScheduleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes, changes, runs and deletes policies: {@code form.jte}. */
@Controller(PolicySection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class PolicyForms {

  private final PolicyApi api;
  private final BackupApi backups;
  private final ScheduleApi schedules;
  private final Pages pages;

  PolicyForms(PolicyApi api, BackupApi backups, ScheduleApi schedules, Pages pages) {
    this.api = api;
    this.backups = backups;
    this.schedules = schedules;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param changed name of the policy that is changed; null for a new one
   * @param presets that a new policy can begin with
   * @param preset the one that was chosen
   */
  record FormView(
      @Nullable String changed,
      TypedPolicy typed,
      Part<List<Policy.Preset>> presets,
      @Nullable String preset,
      Part<List<BackupApi.Target>> targets,
      Part<List<BackupApi.Vault>> vaults,
      @Nullable String problem,
      @Nullable ServiceFault fault) {

    /** The copies to each vault that there is, and to those that the policy names. */
    List<TypedCopy> copies() {
      SortedSet<String> names = new TreeSet<>();
      typed.copies().forEach(copy -> names.add(copy.vault()));
      if (vaults.isLoaded()) {
        vaults.get().forEach(vault -> names.add(vault.name()));
      }
      return names.stream().map(typed::copyTo).toList();
    }

    String action() {
      return changed == null ? PolicySection.PATH : page(changed);
    }

    /** What went wrong, field by field, where the service said so. */
    List<String> errors() {
      return fault == null ? List.of() : fault.errorTexts();
    }
  }

  private static String page(String name) {
    return PolicySection.PATH + "/" + name;
  }

  @Get("/new{?preset}")
  HttpResponse<byte[]> create(Visit visit, @Nullable String preset) {
    String zone = visit.preferences().zone().getId();
    Part<List<Policy.Preset>> presets = Parts.load(visit, () -> api.presets(visit, zone));
    Policy.Preset chosen =
        presets.isLoaded()
            ? presets.get().stream()
                .filter(each -> each.name().equals(preset))
                .findFirst()
                .orElse(null)
            : null;
    return pages.page(
        visit,
        "policies/form.jte",
        new FormView(
            null,
            TypedPolicy.fresh(chosen, zone),
            presets,
            chosen == null ? null : chosen.name(),
            targets(visit),
            vaults(visit),
            null,
            null));
  }

  private Part<List<BackupApi.Target>> targets(Visit visit) {
    return Parts.load(visit, () -> backups.targets(visit));
  }

  private Part<List<BackupApi.Vault>> vaults(Visit visit) {
    return Parts.load(visit, () -> backups.vaults(visit));
  }

  @Get("/{name}/change")
  HttpResponse<byte[]> change(Visit visit, String name) {
    Part<Policy> policy = Parts.load(visit, () -> api.get(visit, name));
    return policy.isLoaded()
        ? form(visit, HttpStatus.OK, name, TypedPolicy.of(policy.get()), null, null)
        : pages.part(visit, "policies/form.jte", policy);
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> make(Visit visit, Form form) {
    TypedPolicy typed = TypedPolicy.of(form);
    return saved(visit, null, typed, () -> api.create(visit, typed.body()));
  }

  @Post("/{name}")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> save(Visit visit, String name, Form form) {
    TypedPolicy typed = TypedPolicy.of(form);
    return saved(visit, name, typed, () -> api.replace(visit, name, typed.body()));
  }

  private HttpResponse<byte[]> saved(
      Visit visit, @Nullable String name, TypedPolicy typed, Supplier<Policy> save) {
    if (typed.problem() != null) {
      return form(visit, HttpStatus.BAD_REQUEST, name, typed, typed.problem(), null);
    }
    try {
      Policy policy = save.get();
      return pages.after(
          new Flash(true, "Policy " + policy.name() + " is saved."), page(policy.name()));
    } catch (ServiceFault e) {
      return form(visit, HttpStatus.valueOf(e.status()), name, typed, e.detail(), e);
    }
  }

  private HttpResponse<byte[]> form(
      Visit visit,
      HttpStatus status,
      @Nullable String changed,
      TypedPolicy typed,
      @Nullable String problem,
      @Nullable ServiceFault fault) {
    return pages.page(
        status,
        visit,
        "policies/form.jte",
        new FormView(
            changed,
            typed,
            Part.loaded(List.of()),
            null,
            targets(visit),
            vaults(visit),
            problem,
            fault));
  }

  /** Takes a backup of the policy now. */
  @Post("/{name}/run")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> run(Visit visit, String name) {
    return ordered(visit, name, "policy-" + name, "Backup");
  }

  /** Removes now what no rule keeps. */
  @Post("/{name}/cleanup")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> cleanUp(Visit visit, String name) {
    return ordered(visit, name, "cleanup-" + name, "Cleanup");
  }

  private HttpResponse<byte[]> ordered(Visit visit, String name, String schedule, String what) {
    try {
      Schedule.Run run = schedules.run(visit, schedule);
      return pages.after(
          new Flash(true, "%s %s is ordered.".formatted(what, run.job())), page(name));
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), page(name));
    }
  }

  @Get("/{name}/delete")
  HttpResponse<byte[]> confirmDelete(Visit visit, String name) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, name)).map(policy -> deletion(policy.name())));
  }

  @Post("/{name}/delete")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> delete(Visit visit, String name) {
    try {
      api.delete(visit, name);
      return pages.after(new Flash(true, "Policy " + name + " is deleted."), PolicySection.PATH);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), page(name));
    }
  }

  private static Confirm deletion(String name) {
    return new Confirm(
        "Delete policy " + name + "?",
        "It takes no more backups. Those that it took stay, and nothing removes them unless another"
            + " policy covers them.",
        List.of(name),
        page(name) + "/delete",
        "Delete",
        true,
        null,
        null,
        page(name));
  }
}
