/** A place that can be visited. */
export interface Place {
  street: string;
  city: string;
  state: string;
  zip: string;
  country?: string;
  latitude?: number | null;
  longitude?: number | null;
}
