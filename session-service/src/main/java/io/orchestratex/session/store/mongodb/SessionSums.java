package io.orchestratex.session.store.mongodb;

import io.micronaut.data.mongodb.annotation.MongoAggregateQuery;
import io.micronaut.data.mongodb.annotation.MongoRepository;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import org.bson.types.ObjectId;

/** Sums a session's answers per model in the server, the dearest model first. */
@MongoRepository
interface SessionSums extends GenericRepository<ModelUseRow, String> {

  /** An average passes over what is null: only completed answers have a time. */
  String PIPELINE =
      """
      [
        {$match: {session_id: :sessionId}},
        {$group: {
          _id: '$model_name',
          responses: {$sum: {$toLong: 1}},
          total_tokens: {$sum: '$tokens_used'},
          total_cost: {$sum: '$cost_usd'},
          avg_response_time: {$avg: {$cond: [
            {$eq: ['$status', 'completed']}, '$response_time_ms', null]}}
        }},
        {$sort: {total_cost: -1, _id: 1}}
      ]
      """;

  @MongoAggregateQuery(PIPELINE)
  List<ModelUseRow> perModel(ObjectId sessionId);
}
