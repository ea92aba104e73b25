package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Need;
import io.orchestratex.local.part.kafka.KafkaAccount;
import io.orchestratex.local.part.mongodb.MongodbDatabase;
import io.orchestratex.local.part.redis.RedisKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The one way in. */
public final class GatewayService implements Service {

  public static final String NAME = "gateway-service";

  /** Where the other services find the keys by which they check tokens. */
  static String keysAt(Neighbours neighbours) {
    return neighbours.address(NAME) + "/.well-known/jwks.json";
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int standardPort() {
    return 8080;
  }

  @Override
  public int heapMegabytes() {
    return 256;
  }

  @Override
  public List<Need> needs() {
    return List.of(
        new MongodbDatabase("gateway"),
        new RedisKeys("gateway:*", "gateway:*"),
        new KafkaAccount());
  }

  @Override
  public Map<String, String> settings(Neighbours neighbours) {
    return Map.of(
        "ORCHESTRATEX_GATEWAY_IDENTITY_KEY_SECRET", neighbours.password(NAME, "key-secret"));
  }

  @Override
  public Map<String, String> settingsAmongOthers(Neighbours neighbours) {
    Map<String, String> all = new LinkedHashMap<>();
    neighbours
        .addresses()
        .forEach((service, address) -> {
          if (!service.equals(NAME)) {
            String route = service.toUpperCase(Locale.ROOT).replace('-', '_');
            all.put("ORCHESTRATEX_GATEWAY_ROUTES_" + route, address);
          }
        });
    all.put("ORCHESTRATEX_GATEWAY_IDENTITY_ADMIN_PASSWORD", neighbours.adminPassword());
    return all;
  }
}
