/**
 * The example {@code vendor-review}: a shortlist of Java libraries is reviewed by a child task each, judged, shown to a person, and
 * ends in a recommendation. Begin with {@link dev.perdure.examples.vendorreview.VendorReview}.
 */
@NullMarked
package dev.perdure.examples.vendorreview;

import org.jspecify.annotations.NullMarked;
