package io.orchestratex.gateway.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.gateway.identity.LoginAudit;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sign-ins in the collection {@code login_audit}, and in the log when MongoDB takes none. */
@Singleton
final class MongoLoginAudit implements LoginAudit {

  private static final Logger LOG = LoggerFactory.getLogger(MongoLoginAudit.class);

  private final Collections collections;
  private final IdentitySettings settings;
  private final Mongo mongo;

  MongoLoginAudit(Collections collections, IdentitySettings settings, Mongo mongo) {
    this.collections = collections;
    this.settings = settings;
    this.mongo = mongo;
  }

  @Override
  public void note(Login login) {
    try {
      collections
          .loginAudit()
          .insertOne(
              new Document("at", Date.from(login.at()))
                  .append("username", login.username())
                  .append("user_id", login.userId())
                  .append("address", login.address())
                  .append("outcome", login.outcome())
                  .append("reason", login.reason())
                  .append("user_agent", login.userAgent())
                  .append("trace_id", login.traceId())
                  .append("expires_at", Date.from(login.at().plus(settings.keepAudit()))));
    } catch (MongoException e) {
      LOG.atWarn()
          .addKeyValue("username", login.username())
          .addKeyValue("address", login.address())
          .addKeyValue("outcome", login.outcome())
          .setCause(e)
          .log("sign-in could not be audited");
    }
  }

  @Override
  public Page<Login> list(LoginFilter filter, PageRequest page) {
    Bson matching = matching(filter);
    return mongo.call(() -> {
      List<Login> logins = new ArrayList<>();
      collections
          .loginAudit()
          .find(matching)
          .sort(Sorts.descending("at", "_id"))
          .skip(page.offset())
          .limit(page.limit())
          .forEach(document -> logins.add(login(document)));
      return Page.of(logins, page, collections.loginAudit().countDocuments(matching));
    });
  }

  static Bson matching(LoginFilter filter) {
    List<Bson> all = new ArrayList<>();
    if (filter.user() != null) {
      all.add(
          Filters.or(Filters.eq("username", filter.user()), Filters.eq("user_id", filter.user())));
    }
    if (filter.outcome() != null) {
      all.add(Filters.eq("outcome", filter.outcome()));
    }
    if (filter.address() != null) {
      all.add(Filters.eq("address", filter.address()));
    }
    all.addAll(Fields.within("at", filter.at()));
    return all.isEmpty() ? Filters.empty() : Filters.and(all);
  }

  /** Entries of earlier builds have neither a reason nor a user agent. */
  private static Login login(Document document) {
    return new Login(
        Fields.instant(document, "at"),
        Fields.text(document, "username"),
        document.getString("user_id"),
        Fields.text(document, "address"),
        Fields.text(document, "outcome"),
        document.getString("reason"),
        document.getString("user_agent"),
        document.getString("trace_id"));
  }
}
