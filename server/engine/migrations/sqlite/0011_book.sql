-- Lists are answered from memory: their indexes only made writing slower.
drop index opportunity_stage;
drop index opportunity_owner;
drop index opportunity_sourced;
