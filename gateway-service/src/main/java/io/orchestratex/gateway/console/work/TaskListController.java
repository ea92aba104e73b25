package io.orchestratex.gateway.console.work;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.AllPages;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.session.Agent;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Task;
import io.orchestratex.gateway.console.service.session.WorkApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tasks: {@code tasks.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class TaskListController {

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Task"),
          Column.of("Description"),
          Column.of("State"),
          Column.number("Priority"),
          Column.of("Agent"),
          Column.of("Owner"),
          Column.of("Handed in"));

  private final WorkApi api;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  TaskListController(WorkApi api, Owners owners, Parts parts, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param agents names by id
   */
  record ListView(
      Table table,
      List<Task> tasks,
      Map<String, String> agents,
      Owners.Names names,
      @Nullable String newRefusal) {}

  @Get("/tasks")
  HttpResponse<byte[]> list(Visit visit) {
    var naming = parts.begin(visit, () -> owners.names(visit));
    var working = parts.begin(visit, () -> api.agents(visit));
    TableQuery asked = query(visit, Map.of());
    Part<Paged<Task>> found =
        Parts.load(visit, () -> api.tasks(visit, filter(asked), asked.size(), asked.offset()));
    Map<String, String> agents = names(working.get());
    TableQuery query = query(visit, agents);
    List<Task> tasks = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR, Role.AGENT);
    Table table =
        new Table(
            query,
            "task",
            "task",
            WorkViews.EVERY_SECONDS,
            total,
            tasks.size(),
            COLUMNS,
            List.of(),
            TaskSection.PATH,
            found.isLoaded()
                ? WorkViews.empty(
                    query,
                    total,
                    "task",
                    "A task is work for an agent, with what the agent needs for it.",
                    refusal == null ? "Hand in a task" : null)
                : found.picture());
    return pages.page(
        visit, "work/tasks.jte", new ListView(table, tasks, agents, naming.get().get(), refusal));
  }

  @Get("/tasks.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    TableQuery query = query(visit, Map.of());
    Csv csv =
        new Csv(
            "id",
            "type",
            "description",
            "state",
            "priority",
            "agent",
            "owner",
            "handed_in_at",
            "payload");
    for (Task task :
        AllPages.of(
            WorkViews.CSV_ROWS,
            (limit, offset) -> api.tasks(visit, filter(query), limit, offset))) {
      csv.row(
          task.id(),
          task.type(),
          task.description(),
          task.status(),
          task.priority(),
          task.agentId(),
          task.ownerId(),
          task.createdAt(),
          task.payload());
    }
    return csv.response("tasks.csv");
  }

  static Map<String, String> names(Part<List<Agent>> agents) {
    Map<String, String> names = new LinkedHashMap<>();
    if (agents.isLoaded()) {
      agents.get().forEach(agent -> names.put(agent.id(), agent.name()));
    }
    return names;
  }

  private static WorkApi.TaskFilter filter(TableQuery query) {
    return new WorkApi.TaskFilter(
        query.value("status"),
        query.value("type"),
        query.value("agent_id"),
        query.value("q"),
        query.value("from"),
        query.value("to"));
  }

  private static TableQuery query(Visit visit, Map<String, String> agents) {
    Map<String, String> options = new LinkedHashMap<>(agents);
    String given = visit.parameter("agent_id");
    if (given != null) {
      options.putIfAbsent(given, WorkViews.shortened(given));
    }
    return TableQuery.of(
        visit,
        TaskSection.PATH,
        List.of(
            new Filter.Text("q", "Description", "contains"),
            Filter.Choice.of("status", "State", WorkViews.TASK_STATES),
            new Filter.Text("type", "Type", "exact type"),
            new Filter.Choice(
                "agent_id",
                "Agent",
                options.entrySet().stream()
                    .map(agent -> new Filter.Option(agent.getKey(), agent.getValue()))
                    .toList()),
            new Filter.Text("from", "Handed in from", "-24h or a time"),
            new Filter.Text("to", "Handed in before", "now or a time")),
        List.of());
  }
}
