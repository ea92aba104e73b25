package io.orchestratex.gateway.console.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.parked.ParkedEventApi;
import io.orchestratex.gateway.console.service.parked.ParkedEventApi.ParkedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the pages about parked events say. */
final class ParkedViews {

  static final String PATH = EventSection.PATH + "/parked";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 100;

  private ParkedViews() {}

  /** The page of a service's parked events. */
  static String path(String service) {
    return Address.of(PATH + "/{}", service).toString();
  }

  /** The page of those that wait. */
  static String waiting(String service) {
    return path(service) + "?replayed=false";
  }

  /** Where one event is sent again. */
  static String replay(String service, String id) {
    return Address.of(PATH + "/{}/{}/replay", service, id).toString();
  }

  static Badge state(ParkedEvent event) {
    return event.replayedAt() == null
        ? new Badge(Tone.WARN, "waits")
        : new Badge(Tone.NEUTRAL, "sent again");
  }

  /** The headers in the order of their names. */
  static Map<String, String> headers(ParkedEvent event) {
    return new TreeMap<>(event.headers());
  }

  /** The data, indented where it is JSON. */
  static String payload(ParkedEvent event) {
    String value = event.value();
    if (value == null) {
      return "(no data)";
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(value));
    } catch (JsonProcessingException e) {
      return value;
    }
  }

  /** All that match, newest first, up to {@code most}. */
  static List<ParkedEvent> all(
      ParkedEventApi api, Visit visit, String service, ParkedEventApi.Filter filter, int most) {
    List<ParkedEvent> all = new ArrayList<>();
    Paged<ParkedEvent> page;
    do {
      page = api.list(visit, service, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(most, page.paging().total()));
    return all;
  }

  /** A service that parks events, or null. */
  static @Nullable String known(String service) {
    return ParkedEventApi.SERVICES.contains(service) ? service : null;
  }
}
