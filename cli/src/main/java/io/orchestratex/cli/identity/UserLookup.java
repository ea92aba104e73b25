package io.orchestratex.cli.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Query;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds the id of a user that people call by name. */
public final class UserLookup {

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{24}");

  private UserLookup() {}

  /** The names of the first hundred users by their ids; nothing where they may not be read. */
  public static Map<String, String> names(Gateway gateway) {
    Map<String, String> names = new HashMap<>();
    try {
      for (JsonNode person : gateway.get("/api/v1/people?limit=100").path("items")) {
        names.put(person.path("id").asText(), person.path("username").asText());
      }
    } catch (ApiFailure e) {
      // What is listed is shown with ids.
    }
    return names;
  }

  /**
   * The id of a user.
   *
   * @param nameOrId a name in letters of either case, or an id, which is given back as it is
   * @throws ApiFailure when there is no user of this name
   */
  public static String id(Gateway gateway, String nameOrId) {
    if (ID.matcher(nameOrId).matches()) {
      return nameOrId;
    }
    String name = nameOrId.strip().toLowerCase(Locale.ROOT);
    int offset = 0;
    while (true) {
      JsonNode page =
          gateway.get(
              new Query()
                  .with("q", name)
                  .with("limit", 100)
                  .with("offset", offset)
                  .of("/api/v1/people"));
      for (JsonNode person : page.path("items")) {
        if (person.path("username").asText().equals(name)) {
          return person.path("id").asText();
        }
      }
      offset += page.path("items").size();
      if (page.path("items").isEmpty() || offset >= page.at("/paging/total").asInt()) {
        throw ApiFailure.noSuchUser(nameOrId);
      }
    }
  }
}
