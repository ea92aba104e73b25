package io.orchestratex.gateway.console.service.schedule;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is ordered again and again, and when. */
@Singleton
public final class ScheduleApi {

  private static final String SCHEDULES = "/api/v1/schedules";
  private static final String SCHEDULE = "/api/v1/schedules/{}";
  private static final int CHUNK = 100;
  private static final int MOST = 2_000;

  private final ServiceClient client;

  ScheduleApi(ServiceClient client) {
    this.client = client;
  }

  /** All schedules, by id; there are few. */
  public List<Schedule> all(Visit visit) {
    List<Schedule> all = new ArrayList<>();
    Paged<Schedule> page;
    do {
      page =
          client.page(
              visit,
              Address.of(SCHEDULES).with("limit", CHUNK).with("offset", all.size()),
              Schedule.class);
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(MOST, page.paging().total()));
    return all;
  }

  public Schedule get(Visit visit, String id) {
    return client.get(visit, Address.of(SCHEDULE, id), Schedule.class);
  }

  /** What came of its due times, newest first. */
  public Paged<Schedule.Run> history(Visit visit, String id, int limit, long offset) {
    return client.page(
        visit,
        Address.of(SCHEDULE + "/history", id).with("limit", limit).with("offset", offset),
        Schedule.Run.class);
  }

  public Schedule create(Visit visit, Map<String, Object> definition) {
    return client.send(visit, "POST", Address.of(SCHEDULES), definition, null, Schedule.class);
  }

  public Schedule change(Visit visit, String id, Map<String, Object> changes) {
    return client.send(visit, "PATCH", Address.of(SCHEDULE, id), changes, null, Schedule.class);
  }

  public Schedule.Run run(Visit visit, String id) {
    return client.send(
        visit, "POST", Address.of(SCHEDULE + "/run", id), null, null, Schedule.Run.class);
  }

  public void pause(Visit visit, String id) {
    client.run(visit, "POST", Address.of(SCHEDULE + "/pause", id), null);
  }

  public void resume(Visit visit, String id) {
    client.run(visit, "POST", Address.of(SCHEDULE + "/resume", id), null);
  }

  public void delete(Visit visit, String id) {
    client.run(visit, "DELETE", Address.of(SCHEDULE, id), null);
  }

  public void pauseAll(Visit visit) {
    client.run(visit, "POST", Address.of(SCHEDULES + "/pause"), null);
  }

  public void resumeAll(Visit visit) {
    client.run(visit, "POST", Address.of(SCHEDULES + "/resume"), null);
  }
}
