package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Need;
import io.orchestratex.local.part.kafka.KafkaAccount;
import io.orchestratex.local.part.mongodb.MongodbAccount;
import io.orchestratex.local.part.mongodb.MongodbAccounts;
import io.orchestratex.local.part.mongodb.MongodbPart;
import io.orchestratex.local.part.neo4j.Neo4jPart;
import io.orchestratex.local.part.postgresql.PgDump;
import io.orchestratex.local.part.postgresql.PostgresqlAccount;
import io.orchestratex.local.part.postgresql.PostgresqlAccounts;
import io.orchestratex.local.part.postgresql.PostgresqlDatabase;
import io.orchestratex.local.part.postgresql.PostgresqlPart;
import io.orchestratex.local.part.redis.RedisAccount;
import io.orchestratex.local.part.redis.RedisPart;
import io.orchestratex.local.part.sqlite.SqliteSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Backups and restores of all engines. */
final class BackupService implements Service {

  private static final String TARGETS = "ORCHESTRATEX_BACKUP_TARGETS_";
  private static final String POSTGRES = "ORCHESTRATEX_BACKUP_POSTGRESQL_SERVER_PROGRAMS";
  private static final String MONGOD = "ORCHESTRATEX_BACKUP_MONGODB_PROGRAMS";
  private static final String NEO4J = "ORCHESTRATEX_BACKUP_NEO4J_PROGRAMS";
  private static final String REDIS = "ORCHESTRATEX_BACKUP_REDIS_PROGRAMS";

  /** Looking for programs means to run some of them. */
  private final Map<String, String> proposals = new LinkedHashMap<>();

  @Override
  public String name() {
    return "backup-service";
  }

  @Override
  public int standardPort() {
    return 8082;
  }

  @Override
  public int heapMegabytes() {
    return 256;
  }

  @Override
  public boolean isCompiledTwice() {
    return true;
  }

  @Override
  public List<Need> needs() {
    return List.of(
        new PostgresqlDatabase("backup"),
        new MongodbAccount(MongodbAccounts.BACKUP, TARGETS + "MONGODB_URI"),
        new PostgresqlAccount(PostgresqlAccounts.BACKUP, TARGETS + "POSTGRESQL_URI"),
        new RedisAccount(RedisPart.BACKUP, TARGETS + "REDIS_URI"),
        new KafkaAccount());
  }

  @Override
  public Map<String, String> files() {
    return Map.of(
        "ORCHESTRATEX_BACKUP_VAULT_PATH", "vault",
        "ORCHESTRATEX_BACKUP_JOB_LOG_FOLDER", "job-logs",
        "ORCHESTRATEX_BACKUP_IMPORT_FOLDER", "imports",
        "ORCHESTRATEX_BACKUP_SQLITE_FOLDERS", SqliteSample.FOLDER,
        "ORCHESTRATEX_BACKUP_KEY_FILE", "backup.key");
  }

  @Override
  public Map<String, String> settings(Neighbours neighbours) {
    return Map.of(
        TARGETS + "MONGODB_ENGINE", MongodbPart.NAME,
        TARGETS + "POSTGRESQL_ENGINE", PostgresqlPart.NAME,
        TARGETS + "REDIS_ENGINE", RedisPart.NAME);
  }

  /** Drills start servers of their own, by the programs that the stack runs. */
  @Override
  public synchronized Map<String, String> proposals() {
    if (proposals.isEmpty()) {
      proposals.putAll(found());
    }
    // Neo4j is fetched when a stack first asks for it.
    Neo4jPart.librariesAtHand()
        .ifPresent(jars -> proposals.put(NEO4J, jars.toAbsolutePath().toString()));
    return Map.copyOf(proposals);
  }

  private static Map<String, String> found() {
    Map<String, String> proposals = new LinkedHashMap<>();
    PgDump.besideConfiguredServer()
        .ifPresent(programs -> proposals.put(PgDump.VARIABLE, programs.toString()));
    PostgresqlPart.programsAtHand()
        .ifPresent(programs -> proposals.put(POSTGRES, programs.toAbsolutePath().toString()));
    MongodbPart.programAtHand()
        .ifPresent(
            mongod -> proposals.put(MONGOD, mongod.toAbsolutePath().resolveSibling("").toString()));
    RedisPart.programAtHand()
        .ifPresent(
            redis -> proposals.put(REDIS, redis.toAbsolutePath().resolveSibling("").toString()));
    return proposals;
  }

  @Override
  public List<String> proposedFiles() {
    return List.of(PgDump.VARIABLE, POSTGRES, MONGOD, REDIS, NEO4J);
  }
}
