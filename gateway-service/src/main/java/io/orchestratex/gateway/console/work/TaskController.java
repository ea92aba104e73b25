package io.orchestratex.gateway.console.work;

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
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.session.Agent;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Task;
import io.orchestratex.gateway.console.service.session.WorkApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One task: {@code task.jte}; handing one in. */
@Controller(TaskSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class TaskController {

  private final WorkApi api;
  private final Owners owners;
  private final Pages pages;

  TaskController(WorkApi api, Owners owners, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param agent its name; null while none works on it, or its id where the name is not known
   */
  record DetailView(Task task, String owner, @Nullable String agent) {

    boolean isOver() {
      return task.status().equals("completed") || task.status().equals("failed");
    }
  }

  /** An agent to choose; {@code refusal} says why this person may give it no tasks. */
  record Choice(Agent agent, @Nullable String refusal) {}

  /** What the form holds. */
  record NewView(
      Part<List<Choice>> agents,
      String type,
      String description,
      String priority,
      String agentId,
      String payload,
      Mistakes mistakes) {}

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return pages.part(
        visit,
        "work/task.jte",
        Parts.load(visit, () -> api.task(visit, id))
            .map(task ->
                new DetailView(
                    task, owners.names(visit).of(task.ownerId()), agent(visit, task.agentId()))));
  }

  private @Nullable String agent(Visit visit, @Nullable String id) {
    if (id == null) {
      return null;
    }
    Part<Agent> agent = Parts.load(visit, () -> api.agent(visit, id));
    return agent.isLoaded() ? agent.get().name() : id;
  }

  @Get("/new")
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> form(Visit visit) {
    String agent = visit.parameter("agent_id");
    return pages.page(
        visit,
        "work/newtask.jte",
        new NewView(choices(visit), "", "", "5", agent == null ? "" : agent, "", Mistakes.NONE));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> handIn(Visit visit, Form form) {
    Mistakes mistakes;
    try {
      Task task =
          api.handIn(
              visit,
              new WorkApi.NewTask(
                  Objects.requireNonNullElse(form.text("type"), ""),
                  form.text("description"),
                  number(form.text("priority")),
                  form.text("agent_id"),
                  Mistakes.object("payload", form.text("payload"))));
      return pages.after(
          new Flash(true, "The task is handed in."), TaskSection.PATH + "/" + task.id());
    } catch (ServiceFault e) {
      mistakes = Mistakes.of(e);
    } catch (Mistakes.NotReadable e) {
      mistakes = Mistakes.of(e);
    }
    return pages.page(
        HttpStatus.valueOf(mistakes.status()),
        visit,
        "work/newtask.jte",
        new NewView(
            choices(visit),
            form.exact("type"),
            form.exact("description"),
            form.exact("priority"),
            form.exact("agent_id"),
            form.exact("payload"),
            mistakes));
  }

  private Part<List<Choice>> choices(Visit visit) {
    return Parts.load(visit, () -> api.agents(visit))
        .map(agents ->
            agents.stream()
                .map(agent -> new Choice(agent, WorkViews.refusal(pages, visit, agent)))
                .toList());
  }

  private static @Nullable Integer number(@Nullable String typed) {
    try {
      return typed == null ? null : Integer.valueOf(typed);
    } catch (NumberFormatException e) {
      throw new Mistakes.NotReadable("priority", "must be a whole number from 1 to 10");
    }
  }
}
