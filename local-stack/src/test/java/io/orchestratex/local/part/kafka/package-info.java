@NullMarked
package io.orchestratex.local.part.kafka;

import org.jspecify.annotations.NullMarked;
